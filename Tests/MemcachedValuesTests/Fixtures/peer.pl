# Perl's clients themselves on the other side.
#
#   perl peer.pl PORT write [fast|utf8]   stores its values and prints of each a line of JSON: flags, bytes, how Perl has it
#   perl peer.pl PORT read [fast]         reads lines "FLAGS BASE64" from stdin, and prints what the client gets
#   perl peer.pl PORT freeze              prints what Storable freezes in the order of this machine
use strict;
use warnings;
use utf8;
use B ();
use B::Deparse ();
use Data::Dumper ();
use IO::Socket::INET;
use JSON::PP ();
use MIME::Base64 ();
use Scalar::Util ();
use Storable ();

my ($port, $mode, $kind) = @ARGV;
my $sorts = 0;
my $native = 0;

sub client {
    my %options = (servers => ["127.0.0.1:$port"], compress_threshold => 10_000);
    if ($kind) {
        require Cache::Memcached::Fast;
        return Cache::Memcached::Fast->new({ %options, utf8 => $kind eq 'utf8' ? 1 : 0 });
    }
    require Cache::Memcached;
    return Cache::Memcached->new(\%options);
}

sub raw {
    my ($body) = @_;
    my $socket = IO::Socket::INET->new(PeerAddr => "127.0.0.1:$port") or die "no server: $!";
    my $result = $body->($socket);
    close $socket;
    return $result;
}

sub stored {
    my ($key) = @_;
    return raw(sub {
        my ($socket) = @_;
        print $socket "get $key\r\n";
        my (undef, undef, $flags, $length) = split ' ', scalar <$socket>;
        read $socket, my $bytes, $length;
        return [$flags + 0, $bytes];
    });
}

# A string as Data::Dumper quotes it, with characters beyond ASCII as they are.
sub quoted {
    my ($text) = @_;
    return Data::Dumper::qquote($text) unless utf8::is_utf8($text);
    $text =~ s/([\x00-\x7f]+)/substr(Data::Dumper::qquote($1), 1, -1)/ge;
    $text =~ s/(\x{202e})/sprintf '\\x{%x}', ord $1/ge;
    return qq("$text");
}

# The first argument is looked at in its place: a copy might be of another type.
my @path;
sub literal {
    return 'undef' unless defined $_[0];
    if (my $type = Scalar::Util::reftype($_[0])) {
        my $value = $_[0];
        return '$VAR1' if @path && Scalar::Util::refaddr($value) == $path[0];
        my $class = Scalar::Util::blessed($value);
        if ($type eq 'REGEXP' || ($class // '') eq 'Regexp') {
            my ($source, $flags) = re::regexp_pattern($value);
            return "qr/$source/$flags";
        }
        push @path, Scalar::Util::refaddr($value);
        my @keys = $type eq 'HASH' ? keys %$value : ();
        @keys = sort @keys if $sorts;
        my ($parts, $open, $close) =
              $type eq 'ARRAY' ? ([map { literal($value->[$_]) } 0 .. $#$value], '[', ']')
            : $type eq 'HASH' ? ([map { ($class ? "$_=" : quoted($_) . ' => ') . literal($value->{$_}) } @keys], '{', '}')
            : ([literal($$value)], '\\', '');
        pop @path;
        my $inner = join ', ', @$parts;
        return '<' . $class . ($inner eq '' ? '' : " $inner") . '>' if $class;
        return "$open$inner$close";
    }
    my $flags = B::svref_2object(\$_[0])->FLAGS;
    my $is_number = $flags & (B::SVf_IOK | B::SVf_NOK) && !($flags & B::SVf_POK);
    if ($native) { return $is_number ? "$_[0]" : quoted($_[0]) }
    # In network order, what is no integer of 32 bits is text.
    return sprintf '%d', $_[0] if $is_number && $_[0] >= -2**31 && $_[0] < 2**31 && $_[0] == int $_[0];
    return quoted("$_[0]");
}

sub answer {
    my ($literal, $item) = @_;
    my %line = (literal => $literal);
    @line{qw(flags base64)} = ($item->[0], MIME::Base64::encode_base64($item->[1], '')) if $item;
    print JSON::PP->new->utf8->encode(\%line), "\n";
}

my $shared = [1];
my $circle = [1];
push @$circle, $circle;
my $round = {};
$round->{self} = $round;
my $text = 'inner';
my @sparse = (1);
$#sparse = 3;

my @references = (
    [], {}, [1, 'two', undef], [0, -1, 127, 128, -128, -129, 2**31 - 1, 2**31, -2**31, -2**31 - 1, 2**40, -2**40],
    [1.5, 1e100, 1e-5, 0.1, -2.25, 123456789012345, 9**9**9, -9**9**9], ['0', '42', '007', ''], { a => 1 },
    { one => { two => { three => [] } } }, { map { $_ => $_ * 2 } 1 .. 20 }, ["h\x{e9}llo \x{20ac} \x{1f600}", "\xff\x00\x80"],
    { "\x{20ac}" => 1, a => 2 }, { "\xe9" => 'latin' }, ["\$x \@y % \" \\ ' \n\r\t\f\a\e\b\0\x007\x1f9\x7f"], ["\x{202e}\x{e9}"],
    [!!1, !!0], [[[[['deep']]]]], [$shared, $shared, { s => $shared }], $circle, $round, \'text', \undef, \\'twice', \[1], [\$text, \$text],
    [\1, \\2], \@sparse, bless({ id => 7 }, 'Shop::Cart'), bless([1, 'b'], 'Shop::List'), bless(\(my $number = 5), 'Shop::Number'),
    bless({}, 'Shop::Empty'), [map { bless { id => $_ }, 'Shop::Item' } 1 .. 3], [bless([], 'A'), bless([], 'B'), bless([], 'A')],
    bless({ inner => bless([{ x => undef }], 'Inner') }, 'C' x 200), [qr/a+\d/ix, qr/b/], ['x' x 300, "\x{e9}\x{20ac}" x 300], [('same') x 1000],
    [map { "item number $_ of many" } 1 .. 1500], { 'a b' => 1 }, [undef, undef], bless(\\'r', 'Shop::Ref'), [-0.0, '1e5'], [1 .. 300]
);
my @hooked = ([bless({ a => 1 }, 'Hooked'), bless({ a => 2 }, 'Hooked')], '[<Hooked "frozen 1", [1, "part"]>, <Hooked "frozen 2", [1, "part"]>]');

{
    package Hooked;
    sub STORABLE_freeze { my ($self) = @_; return ("frozen $self->{a}", [1, 'part']) }
    sub STORABLE_thaw { }

    package Overloaded;
    use overload '""' => sub { 'overloaded' }, fallback => 1;
}

if ($mode eq 'write') {
    my $client = client();
    my $number = 0;
    my @values = map { [$_, literal($_)] } @references;
    push @values, \@hooked, [[bless {}, 'Overloaded'], '[<Overloaded>]'];
    push @values, map { [$_, Data::Dumper::qquote("$_")] } 'hello', 42, -7, 1.5, '', 'abc' x 5000;
    push @values, ["h\x{e9} \x{20ac}", "\"h\x{e9} \x{20ac}\""] if ($kind // '') eq 'utf8';
    for my $pair (@values) {
        my $key = 'k' . $number++;
        $client->set($key, $pair->[0]);
        answer($pair->[1], stored($key));
    }
} elsif ($mode eq 'freeze') {
    $native = 1;
    answer(literal($_), [1, Storable::freeze($_)]) for @references;
    $Storable::Deparse = 1;
    my $code = sub { 1 };
    my $source = quoted(B::Deparse->new->coderef2text($code));
    answer("[<CODE $source>, v1.2.3]", [1, Storable::freeze([$code, v1.2.3])]);
} else {
    my $client = client();
    my $number = 0;
    $sorts = 1;
    while (my $line = <STDIN>) {
        chomp $line;
        my ($flags, $base64) = split / /, $line;
        my $bytes = MIME::Base64::decode_base64($base64 // '');
        my $key = 's' . $number++;
        raw(sub {
            my ($socket) = @_;
            print $socket "set $key $flags 0 " . length($bytes) . "\r\n$bytes\r\n";
            scalar <$socket>;
        });
        answer(literal($client->get($key)));
    }
}
