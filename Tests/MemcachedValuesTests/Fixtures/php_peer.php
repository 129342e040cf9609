<?php
// PHP and its two clients, for the tests: stores values of all types and tells what the server keeps of them, reads what
// others stored, and says whether a literal is a value. One JSON object a line, in and out.
//
//   php_peer.php store PORT     {client, setting, name, flags, base64, literal, serialized}
//   php_peer.php check          in: {literal, serialized}   out: what differs
//   php_peer.php write PORT     in: {client, expression}    out: {flags, base64}
//   php_peer.php read PORT      in: {client, flags, base64, expression}   out: what differs

namespace shop {
    enum Suit: string { case Hearts = 'H'; case Spades = 'S'; }
    class Cart { public $id = 7; protected $items = [1, 'two']; private $secret = null; public $next; }
    class Special { function __serialize(): array { return ['k' => 1, 5 => [true]]; } function __unserialize(array $d): void {} }
}

namespace {
    error_reporting(E_ALL & ~E_DEPRECATED & ~E_WARNING & ~E_NOTICE);

    function raw($port, $line, $data = null) {
        static $socket = null;
        $socket ??= fsockopen('127.0.0.1', $port);
        fwrite($socket, $data === null ? "$line\r\n" : "$line\r\n$data\r\n");
        $answer = rtrim(fgets($socket));
        if (!str_starts_with($answer, 'VALUE')) return [$answer, ''];
        [, , $flags, $length] = explode(' ', $answer);
        $bytes = '';
        while (strlen($bytes) < $length + 2 && ($more = fread($socket, $length + 2 - strlen($bytes))) !== false) $bytes .= $more;
        fgets($socket);
        return [(int) $flags, substr($bytes, 0, -2)];
    }

    function client($name, $port, $settings = []) {
        if ($name === 'php-memcache') { $client = new Memcache; $client->addServer('127.0.0.1', $port); return $client; }
        $client = new Memcached;
        $client->addServer('127.0.0.1', $port);
        foreach ($settings as $option => $value) $client->setOption($option, $value);
        return $client;
    }

    function isPlain($text) { return preg_match('/^[^\p{C}\p{Z}]*$/u', str_replace(' ', '', $text)) === 1; }

    // A literal as it is to be written; null where PHP itself has no such notation.
    function literal($value, $format, $path = []) {
        if (is_null($value)) return 'null';
        if (is_string($value)) return isPlain($value) ? var_export($value, true) : null;
        if (is_scalar($value)) return var_export($value, true);
        $id = is_object($value) ? spl_object_id($value) : null;
        if ($id !== null && in_array($id, $path)) return '*RECURSION*';
        if ($id !== null) $path[] = $id;
        if ($value instanceof UnitEnum && $format !== 'msgpack') return get_class($value) . '::' . $value->name;
        $isPlain = !is_object($value) || $value instanceof stdClass;
        $items = is_object($value) && method_exists($value, '__serialize') ? $value->__serialize() : (array) $value;
        $parts = [];
        foreach ($items as $key => $item) {
            $key = preg_replace('/^\0.*?\0/', '', (string) $key);
            $text = literal($item, $format, $path);
            if ($text === null || !isPlain($key)) return null;
            if (!$isPlain) $parts[] = "$key: $text";
            else if (is_array($value) && array_is_list($value)) $parts[] = $text;
            else $parts[] = (is_object($value) ? var_export($key, true) : literal((preg_match('/^(0|-?[1-9]\d*)$/', $key) ? (int) $key : $key), $format)) . ' => ' . $text;
        }
        $text = implode(', ', $parts);
        if (is_array($value)) return "[$text]";
        if ($isPlain) return "(object) [$text]";
        return '<' . get_class($value) . ($parts ? " $text>" : '>');
    }

    function values() {
        $shared = new stdClass;
        $shared->v = 1;
        $self = new stdClass;
        $self->name = 'me';
        $self->self = $self;
        $cart = new shop\Cart;
        $cart->next = new shop\Cart;
        $one = 1;
        $text = 'text';
        $circle = [1];
        $circle[1] = &$circle;
        $long = [];
        for ($i = 0; $i < 900; $i++) $long["key $i"] = [$i, "value $i", $i / 7];
        $deep = [];
        for ($i = 0; $i < 100; $i++) $deep = ['d' => $deep];
        // Name, value, whether evaluating the literal gives the value again; for some the literal itself.
        return [
            ['null', null], ['true', true], ['false', false], ['zero', 0], ['int', 42], ['negative', -7], ['largest', PHP_INT_MAX], ['smallest', PHP_INT_MIN],
            ['float', 3.25], ['whole float', 1.0], ['negative zero', -0.0], ['tenth', 0.1], ['third', 1 / 3], ['huge', 1e100], ['tiny', 1.5e-7], ['denormal', 5e-324], ['1e15', 1e15], ['1e17', 1e17],
            ['largest float', PHP_FLOAT_MAX], ['infinite', INF], ['minus infinite', -INF], ['no number', NAN], ['empty', ''], ['string', 'hello'], ['unicode', 'héllo wörld 日本語 😀'],
            ['digits', '42'], ['long string', str_repeat('abcdefghij', 300)], ['longer string', str_repeat(md5('a') . md5('b'), 3000)], ['binary', "\0\1\2\xff\xfe"],
            ['list', [1, 'two', 3.5]], ['map', ['a' => 1, 'b' => [true, null]]], ['empty list', []], ['nested', [[], [[]], ['x' => ['y' => ['z' => [1, 2, [3]]]]]]],
            ['ints', [0, 1, -1, 127, 128, -128, -129, 255, 256, -256, 32767, 32768, -32769, 65535, 65536, -65536, 2147483647, 2147483648, -2147483649, 4294967296, PHP_INT_MAX, PHP_INT_MIN]],
            ['floats', [0.0, -0.0, 0.1, 1.0, 1e15, 1e16, 1e17, 1e22, 1.5e-5, 0.0001, 0.00001, 123456789.123, 2.5e-300, PHP_FLOAT_MAX, PHP_FLOAT_EPSILON]],
            ['odd floats', [INF, -INF, NAN]], ['bools', [true, false, null]], ['gaps', [0 => 'a', 2 => 'b']], ['keys', [-5 => 'a', '' => 'b', 'x y' => 'c', 70000 => 'd', '07' => 'e', '-0' => 'f']],
            ['keys backwards', [1 => 'a', 0 => 'b']], ['quotes', ["it's", 'say "no"', 'back\\slash', '\\', "\\'", '$x {$y} ${z}']], ['controls', ["a\nb\t\r\v\f\e[31m", "\0", "\x7f", "\$x\n", "\"\n", "1\x001"]],
            ['hidden', ["a\u{202e}b", "\u{200b}", "\u{a0}", "\u{feff}", "\u{2028}", "\u{85}", "\u{e000}"]], ['not UTF-8', ["\xff", "a\xc3", "\xed\xa0\x80", "\xc0\x80"]], ['keys to escape', ["\n" => 1, "\xff" => 2, "'" => 3]],
            ['strings', ['abc', 'abc', '', str_repeat('z', 300), 'abc']], ['many', range(1, 900)], ['long', $long], ['deep', $deep], ['long text', [str_repeat('Lorem ipsum ', 6000)]],
            ['object', (object) ['x' => 1]], ['empty object', new stdClass], ['object in object', (object) ['a' => (object) ['b' => [1, 2]], 'c d' => null]], ['number as name', (object) ['0' => 'a', '1' => 'b']],
            ['shared', [$shared, $shared, [$shared], [], $shared], false], ['itself', $self, false], ['itself again', [$self, $shared, $self], false],
            ['cart', $cart, false], ['special', new shop\Special, false], ['enum', shop\Suit::Hearts, false], ['enums', [shop\Suit::Hearts, shop\Suit::Hearts, shop\Suit::Spades], false],
            ['time', new DateTime('2020-01-02 03:04:05 UTC'), false], ['references', [&$one, &$one, &$text, &$text, $shared, $shared], false],
            ['circle', $circle, false, '[1, [1, *RECURSION*]]'], ['fixed', new SplFixedArray(2), false, '<SplFixedArray 0: null, 1: null>'],
        ];
    }

    $port = (int) ($argv[2] ?? 0);
    $lines = function () { while (($line = fgets(STDIN)) !== false) yield json_decode($line, true); };
    switch ($argv[1]) {
    case 'store':
        $settings = [['php-memcache', 'plain', 'php', 0], ['php-memcache', 'zlib', 'php', MEMCACHE_COMPRESSED]];
        foreach (['php' => Memcached::SERIALIZER_PHP, 'igbinary' => Memcached::SERIALIZER_IGBINARY, 'json' => Memcached::SERIALIZER_JSON, 'msgpack' => Memcached::SERIALIZER_MSGPACK] as $format => $number) {
            foreach (['fastlz' => Memcached::COMPRESSION_FASTLZ, 'zlib' => Memcached::COMPRESSION_ZLIB, 'plain' => null] as $packing => $type) {
                $options = [Memcached::OPT_SERIALIZER => $number, Memcached::OPT_COMPRESSION => $type !== null];
                if ($type !== null) $options[Memcached::OPT_COMPRESSION_TYPE] = $type;
                $settings[] = ['php-memcached', $packing, $format, $options];
            }
        }
        if (defined('Memcached::COMPRESSION_ZSTD')) $settings[] = ['php-memcached', 'zstd', 'php', [Memcached::OPT_COMPRESSION_TYPE => Memcached::COMPRESSION_ZSTD]];
        foreach ($settings as [$name, $packing, $format, $options]) {
            $client = client($name, $port, is_array($options) ? $options : []);
            foreach (values() as $row) {
                [$what, $value] = $row;
                if ($format === 'json' && json_encode($value) === false) continue;
                try {
                    $isStored = $name === 'php-memcache' ? $client->set('key', $value, $options) : $client->set('key', $value);
                } catch (Throwable $problem) { $isStored = false; }
                if (!$isStored) continue;
                [$flags, $bytes] = raw($port, 'get key');
                // pecl memcache keeps fewer digits.
                if ($name === 'php-memcache' && is_float($value)) $value = $client->get('key');
                $literal = $row[3] ?? literal($value, $format);
                // php-memcached lets PHP break off where an array begins again.
                if ($what === 'circle' && str_ends_with($bytes, 'N;}')) $literal = '[1, null]';
                echo json_encode(['client' => $name, 'setting' => "$format $packing", 'name' => $what, 'flags' => $flags, 'base64' => base64_encode($bytes), 'type' => get_debug_type($value),
                    'literal' => $literal, 'serialized' => ($row[2] ?? true) ? base64_encode(serialize($value)) : null]), "\n";
            }
        }
        break;
    case 'check':
        foreach ($lines() as $line) {
            try { $found = serialize(eval("return $line[literal];")); } catch (Throwable $problem) { $found = $problem->getMessage(); }
            if ($found !== base64_decode($line['serialized'])) echo json_encode(['literal' => $line['literal'], 'found' => bin2hex(substr($found, 0, 200))]), "\n";
        }
        break;
    case 'write':
        foreach ($lines() as $line) {
            client($line['client'], $port)->set('key', eval("return $line[expression];"));
            [$flags, $bytes] = raw($port, 'get key');
            echo json_encode(['flags' => $flags, 'base64' => base64_encode($bytes)]), "\n";
        }
        break;
    case 'read':
        foreach ($lines() as $line) {
            $bytes = base64_decode($line['base64']);
            raw($port, "set key $line[flags] 0 " . strlen($bytes), $bytes);
            $found = client($line['client'], $port)->get('key');
            $wanted = eval("return $line[expression];");
            if (serialize($found) !== serialize($wanted)) echo json_encode(['client' => $line['client'], 'expression' => substr($line['expression'], 0, 200), 'found' => bin2hex(substr(serialize($found), 0, 200))]), "\n";
        }
        break;
    }
}
