// Programs, files and pagers, at the prompt.

extension HelpTopic {
    static let pipes = """
        At the prompt only; in a script these signs are errors.
        get k | jq .         the command line behind | is run by /bin/sh and reads what
                             a script would print, or the format that was chosen
        get k > FILE         the exact bytes; for other statements their words
        get k >> FILE        behind what is there
        set k < FILE         the file stands for the VALUE: set k 5m < FILE
        ~ is your folder. A file is opened first and emptied only when there is
        something to write; one that is larger than its server takes is not sent.
        What does not fit on the screen goes through the pager: ':set pager off',
        ':set pager "less -S"', $MCSH_PAGER, $PAGER.

        """
}
