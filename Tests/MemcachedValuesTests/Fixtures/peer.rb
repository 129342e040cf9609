# dalli itself on the other side.
#
#   ruby peer.rb PORT write    stores its values and prints of each a line of JSON: flags, bytes and what inspect says
#   ruby peer.rb PORT read     reads lines "FLAGS BASE64" from stdin, and prints what inspect says of what dalli gets
require 'base64'
require 'bigdecimal'
require 'dalli'
require 'date'
require 'json'
require 'set'
require 'socket'

Encoding.default_external = Encoding::UTF_8
Dalli.logger.level = Logger::ERROR
port = ARGV[0].to_i
client = Dalli::Client.new("127.0.0.1:#{port}", compress: true)

def raw(port)
  socket = TCPSocket.new('127.0.0.1', port)
  result = yield socket
  socket.close
  result
end

def stored(port, key)
  raw(port) do |socket|
    socket.write("get #{key}\r\n")
    _, _, flags, length = socket.gets.split
    [flags.to_i, socket.read(length.to_i)]
  end
end

Point = Struct.new(:x, :y)
Keyed = Struct.new(:name, keyword_init: true)
class Words < Array; end
class Title < String; end
class Cart
  def initialize(id, items)
    @id = id
    @items = items
  end
end
module ActiveSupport
  class HashWithIndifferentAccess < Hash; end
  class SafeBuffer < String
    def initialize(text)
      super
      @html_safe = true
    end
  end
  module Cache
    class Entry
      def initialize(value)
        @value = value
        @version = nil
        @created_at = 1700000000.25
        @expires_in = 60.0
      end
    end
  end
end
module Marked; end

circle = [1]
circle << circle
round = { a: 1 }
round[:self] = round
point = Point.new(1, nil)
point.y = point
shared = 'shared'

values = [
  nil, true, false, 0, 1, -1, 122, 123, -123, -124, 255, 256, -256, -257, 65_536, 2**30 - 1, 2**30, -2**30, -2**30 - 1,
  2**62, -2**63, 2**64, 2**70, -2**200, 0.0, -0.0, 1.5, 1e14, 123456789012345.0, 1e15, 1e16, 1e100, 1.0e-4, 1.0e-5,
  1234567890123456.0, 999999999999999.0, 1.7976931348623157e308, 5e-324, Float::INFINITY, -Float::INFINITY, Float::NAN, '', 'hello', "h\u00e9llo \u20ac \u{1f600}",
  "quotes \" and \\ and \#{x} \#$y \#@z # \a\b\t\n\v\f\r\e\0\x7f", "\xff\xfe bad", "\xFF\x00\x80\x7f".b, 'ascii'.encode('US-ASCII'),
  "caf\u00e9".encode('ISO-8859-1'), "caf\u00e9 \u{1f600}\n".encode('UTF-16LE'), 'be'.encode('UTF-16BE'),
  "\u3042a\uff71".encode('Shift_JIS'), "\u3042a".encode('EUC-JP'),
  :name, :"two words", :"h\u00e9", :+, :[]=, :ok?, :"no?=", :A, :"9", :"", :@x, :@@y, :$z, :$1, :"$09", :a=, :!, :"&&",
  [], [1, [2, [3]]], {}, { 'a' => 1, b: [2] }, { nil => { 1.5 => :x } }, [shared, shared, :s, :s, 'x', 1.5, 1.5, shared],
  circle, round, point, Point.new('a', [1]), Keyed.new(name: 'n'), Set[1, 'two', :three], Set[], 1..5, 1...5, ('a'..'b'),
  (1..nil), (nil..2), Rational(1, 2), Complex(1, -2), Complex(1.5, -0.0), Complex(Rational(1, 3), 2),
  BigDecimal('1.5'), BigDecimal('-12345678901234567890.123'), BigDecimal('NaN'), Time.at(1_700_000_000).utc,
  Time.at(1_700_000_000, 123_456_789, :nsec).utc, Time.at(0, 500_000).getlocal('+05:30'), Time.at(-1).getlocal('-01:00'),
  Date.new(2023, 11, 14), Date.new(1969, 12, 31), DateTime.new(2023, 11, 14, 22, 13, 20, '+02:00'), DateTime.new(2000, 2, 29),
  /a+/, %r{a/b\/c}mix, /\u00e9\n/, String, Kernel, Point, { 1 => 2 }.compare_by_identity, Hash.new(5).merge(1 => 2),
  ActiveSupport::HashWithIndifferentAccess[{ 'a' => 1 }], ActiveSupport::SafeBuffer.new('<b>'), 'marked'.dup.extend(Marked),
  'abc' * 2000, (0..2000).to_a, { 'k' => 'v' * 5000 }
].map { |value| [value, value.inspect] }

# What is shown in another way than inspect does: classes that are not Ruby's own.
values += [
  [Words[1, 2], '<Words [1, 2]>'], [Title.new('x'), '<Title "x">'], [Cart.new(7, ['a']), '<Cart id=7, items=["a"]>'],
  [StandardError.new('oops'), '<StandardError mesg="oops", bt=nil>'],
  [ActiveSupport::Cache::Entry.new({ 'a' => 1 }),
   '<ActiveSupport::Cache::Entry value={"a"=>1}, version=nil, created_at=1700000000.25, expires_in=60.0>'],
  ["\u202e\ue000", '"\u202E\uE000"']
]

# What Rails makes of an entry before dalli gets it: an entry whose value is packed (6.1), a marked list (7.0), a head with
# the value behind it (7.1).
def packed_entry(value)
  entry = ActiveSupport::Cache::Entry.new(Zlib::Deflate.deflate(Marshal.dump(value)))
  entry.instance_variable_set(:@compressed, true)
  entry
end

def head(type, expires_at, version, payload)
  "\x00\x11".b + [type, expires_at, version ? version.bytesize : -1].pack('CEl<') + version.to_s.b + payload.b
end

name = 'ActiveSupport::Cache::Entry'
list = Marshal.dump([{ id: 7 }, 1700000000.5, 'v1'])
values += [
  [packed_entry(['long'] * 3),
   "<#{name} value=[\"long\", \"long\", \"long\"], version=nil, created_at=1700000000.25, expires_in=60.0, compressed=true>"],
  ["\x00".b + list, "<#{name} value={:id=>7}, expires_at=1700000000.5, version=\"v1\">"],
  ["\x01".b + Zlib::Deflate.deflate(list), "<#{name} value={:id=>7}, expires_at=1700000000.5, version=\"v1\">"],
  ["\x00".b + Marshal.dump([]), "<#{name} value=nil>"],
  [head(1, -1.0, nil, Marshal.dump([1, 'a'])), "<#{name} value=[1, \"a\"]>"],
  [head(2, 1700000000.0, 'v2', 'text'), "<#{name} value=\"text\", expires_at=1700000000.0, version=\"v2\">"],
  [head(0x83, -1.0, nil, Zlib::Deflate.deflate("\xff" * 100)), "<#{name} value=\"#{'\\xFF' * 100}\">"],
  [head(9, -1.0, nil, 'z'), head(9, -1.0, nil, 'z').inspect]
]

case ARGV[1]
when 'write'
  values.each_with_index do |(value, literal), number|
    client.set("k#{number}", value)
    flags, bytes = stored(port, "k#{number}")
    puts JSON.generate(flags: flags, base64: Base64.strict_encode64(bytes), literal: literal)
  end
  [42, 'text', 'abc' * 2000].each_with_index do |value, number|
    client.set("r#{number}", value, nil, raw: true)
    flags, bytes = stored(port, "r#{number}")
    puts JSON.generate(flags: flags, base64: Base64.strict_encode64(bytes), literal: value.to_s.inspect)
  end
when 'read'
  $stdin.each_line.with_index do |line, number|
    flags, base64 = line.chomp.split(' ', 2)
    bytes = Base64.decode64(base64 || '')
    raw(port) do |socket|
      socket.write("set s#{number} #{flags} 0 #{bytes.bytesize}\r\n#{bytes}\r\n")
      socket.gets
    end
    value = client.get("s#{number}")
    # Whether dalli itself would have stored the very same.
    client.set('again', value)
    puts JSON.generate(literal: value.inspect, same: stored(port, 'again') == [flags.to_i, bytes])
  end
end
