/// What may be typed.
extension HelpTopic {
    static let quoting = """
        A statement is one line; its words are separated by blanks.
          'as it is'         nothing within means anything but itself
          "with escapes"     \\\\ \\" \\n \\r \\t \\0 \\xHH \\u{H...}
          {"a":1}  don't     a quote within a word is an ordinary character
          # to the end       a comment, where a word would begin
          --ttl 60           an option, behind the words that must be there
          @2 get k           one server only, by its number or its address
          :set output json   the shell's own settings
        | < > >> alone are signs ('help pipes'); in quotes they are words.
        At the prompt an open quote, or a \\ at the end, lets the next line go on.
        What is printed for a value can be typed back.

        """

    static let keys = """
        A key has 1 to 250 bytes, and none of them is a blank or a control character.
        Anything else is refused before it is sent; it need not be UTF-8.
        '--prefix app:' (or the setting prefix) is put before every key that is typed,
        and taken off every key that is shown. It is part of what decides where a key
        belongs. Some distributions have a prefix of their own besides.
        Tab completes the keys of this session, and a sample of those on the servers.

        """

    static let ttl = """
        When an item expires, its time to live:
          0                    never
          90  90s  5m  2h  1d  from now on; 90 is seconds
          @1735689600          at this time, in seconds since 1970
          -1                   at once
        The server takes more than 30 days for a date; a longer TTL is sent as the date
        that it means. 'touch KEY TTL' changes it, 'gat TTL KEY' reads and changes it,
        'gets KEY' shows what is left where the server tells. append, prepend, incr and
        decr leave it as it is. An item may go earlier, if the server needs the room.

        """

    static let cas = """
        Between reading a value and writing the new one somebody else may write, and
        their change would be lost. Each write gives an item another token:
          > gets product_count
          "900"  token 7
          > cas product_count 899
        stores only if the token is still 7. It answers
          STORED     it was
          EXISTS     somebody was faster, and nothing was written: gets again, decide
          NOT_FOUND  the item is gone
        The shell remembers the token that the last gets of the session saw for a key,
        and forgets it once the session itself has written the key. --token N gives
        one. A cas is never sent as a set.

        """

    static let servers = """
        A server is written host[:port[:weight]], [v6]:port:weight or
        unix:/path[:weight]; the port is 11211 and the weight 1 if left out. A list has
        commas, and its order matters: most distributions go by it. A name in place of
        the address, for those that hash names, stands behind a blank.
        Which servers are used is said by the first of
          --server LIST, --local N, --cluster FILE[#POOL], --discover HOST:PORT
          --profile NAME, or $MCSH_PROFILE
          $MCSH_SERVERS, then $MEMCACHED_SERVERS
          the defaults of the settings file
          127.0.0.1:11211
        ('help profiles' and 'help settings' tell about the file.)

        """
}
