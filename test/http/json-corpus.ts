/** Splits a block into texts, at line breaks and at ` ¦ `. Texts that contain one of them are listed separately. */
const texts = (block: string): string[] =>
  block
    .split('\n')
    .flatMap((line) => line.trim().split(' ¦ '))
    .filter((text) => text !== '');

const surrounded = (start: string, middle: readonly string[], end: string): string[] =>
  middle.map((text) => start + text + end);

/** Texts that are not a JSON value (RFC 8259 §3) in any position. */
const INVALID_VALUES = [
  ...texts(String.raw`
    tru ¦ True ¦ TRUE ¦ truee ¦ fals ¦ False ¦ nul ¦ Null ¦ NULL ¦ nil ¦ None ¦ undefined ¦ NaN ¦ nan ¦ Infinity ¦ -Infinity ¦ +Infinity
    Inf ¦ +1 ¦ ++1 ¦ --1 ¦ - ¦ + ¦ . ¦ .5 ¦ -.5 ¦ 1. ¦ -1. ¦ 01 ¦ -01 ¦ 00 ¦ 1.e1 ¦ 1e ¦ 1e+ ¦ 1e- ¦ 1eE2 ¦ 1E ¦ 1.2.3 ¦ 1..2 ¦ 1e1.5 ¦ 0x10 ¦ 0b1
    0o7 ¦ 1_000 ¦ 1,000.0,] ¦ 1 2 ¦ 1- ¦ 1+1 ¦ -a ¦ 0e ¦ 0e+ ¦ 0.e1 ¦ 1n ¦ 1f ¦ #1 ¦ $1 ¦ &a ¦ *a ¦ @a ¦ a ¦ abc ¦ "a ¦ a" ¦ 'a' ¦ "a" "b" ¦ "a"b ¦ "a"1
    "\x41" ¦ "\u" ¦ "\u1" ¦ "\u12" ¦ "\u123" ¦ "\uXYZW" ¦ "\U0041" ¦ "\a" ¦ "\'" ¦ "\0" ¦ "\ " ¦ "\
    /* */ 1 ¦ 1 /* */ ¦ // 1 ¦ # 1 ¦ <!-- --> ¦ (1) ¦ <1> ¦ {{1}} ¦ function(){} ¦ new Date() ¦ /a/ ¦ !1 ¦ ~1 ¦ 1; ¦ ; ¦ : ¦ = ¦ \ ¦ ] ¦ } ¦ "\u{41}"`),
  '"\n"',
  '"\t"',
  '"\r"',
  '"\0"',
  '"\u001f"',
  '1\0',
  '\0',
  '\u00a01',
  '\u20281',
  '\u000b1',
  '\f1',
  '\u200b1',
  '“a”',
  '１',
];

/** Texts without a valid JSON structure. */
const INVALID_STRUCTURES = [
  ...texts(String.raw`
    { ¦ } ¦ [ ¦ ] ¦ {] ¦ [} ¦ {{}} ¦ [[] ¦ []] ¦ {}} ¦ {}{} ¦ [][] ¦ {}[] ¦ [,] ¦ {,} ¦ [1,] ¦ [,1] ¦ [1,,2] ¦ [1,,] ¦ [1 2] ¦ [1:2] ¦ [1;2] ¦ [1
    {"a"} ¦ {"a":} ¦ {"a":1,} ¦ {,"a":1} ¦ {"a":1,,"b":2} ¦ {"a":1 "b":2} ¦ {"a" 1} ¦ {"a"::1} ¦ {"a":1:2} ¦ {"a",1} ¦ {"a"=1} ¦ {"a"=>1} ¦ {:1} ¦ {1:1}
    {a:1} ¦ {'a':1} ¦ {"a':1} ¦ {null:1} ¦ {true:1} ¦ {[]:1} ¦ {{}:1} ¦ {1} ¦ {[]} ¦ {"a":1]} ¦ [{"a":1] ¦ {"a":[1} ¦ {"a":[1,]} ¦ [{,}] ¦ {"a":1}; ¦ {"a":1}#
    {"a":1}/**/ ¦ {"a":1}// ¦ /**/{"a":1} ¦ {/**/"a":1} ¦ {"a":/**/1} ¦ ({"a":1}) ¦ ["a":1] ¦ [1]x ¦ x[1] ¦ {"a":1}x ¦ )]}',{"a":1} ¦ "a":1 ¦ "a",1 ¦ 1,2
    {"a":"b ¦ {"a":"b"\} ¦ {"a":"b" ¦ {"a ¦ {" ¦ ["a ¦ [" ¦ ["a", ¦ ["a",4 ¦ [1, ¦ [{ ¦ [{"a" ¦ [{"a": ¦ [{"a":1 ¦ [{"a":1} ¦ {"a":{"b":{"c":1}} ¦ {"a":tru
    a=b ¦ a=b&c=d ¦ <a/> ¦ <html></html> ¦ --- ¦ - a ¦ a: 1 ¦ %7B%7D ¦ \u007b\u007d ¦ data: {} ¦ {"a":1}\n{"b":2} ¦ callback({"a":1})
    {"customer_id":\${input.customer_id}} ¦ {"customer_id":$!{input.customer_id}} ¦ {"customer_id":"c-1",} ¦ {"customer_id":"c-1"}} ¦ {"customer_id":"c-1"`),
  '',
  ' ',
  '\n',
  '\t\r\n ',
  '\ufeff{}',
  '\ufeff',
  '{"a":1}\ufeff',
  '{"a":1}\0',
  '\0{"a":1}',
  '{"a":1}\n{"b":2}',
  '{"a\n":1}',
  '{\u00a0"a":1}',
  '[1\f]',
  '[\u2028]',
  '['.repeat(100_000),
  '{"a":'.repeat(20_000),
  '[{"a":'.repeat(20_000),
  `${'['.repeat(60)}${']'.repeat(59)}`,
  '"'.padEnd(50_000, 'a'),
  '1'.padEnd(5_000, 'e'),
];

/** Texts that are not JSON. Each is rejected with a 400. */
export const INVALID: readonly string[] = [
  ...INVALID_VALUES,
  ...surrounded('{"customer_id":', INVALID_VALUES, '}'),
  ...surrounded('[', INVALID_VALUES, ']'),
  ...INVALID_STRUCTURES,
].filter((text) => ![']', '[', '}'].some((end) => text === `[${end}]`));

/** JSON with empty, missing or unusual content. */
export const VALID: readonly string[] = [
  ...texts(String.raw`
    null ¦ true ¦ false ¦ 0 ¦ -0 ¦ 1 ¦ -1 ¦ 0.5 ¦ -0.5 ¦ 1e2 ¦ 1E2 ¦ 1e+2 ¦ 1e-2 ¦ 0e1 ¦ 0e+1 ¦ 1.5e3 ¦ 1e-400 ¦ 123456789012 ¦ 0.1234567890123456789 ¦ 9007199254740991
    "" ¦ " " ¦ "a" ¦ "\"" ¦ "\\" ¦ "\/" ¦ "\b\f\n\r\t" ¦ "\u0000" ¦ "\u0041" ¦ "\u00e9" ¦ "\u20ac" ¦ "\ud83d\ude00" ¦ "\uFFFF" ¦ "\u2028" ¦ "é€😀" ¦ "{}" ¦ "null" ¦ "$"
    [] ¦ [ ] ¦ [[]] ¦ [{}] ¦ [null] ¦ [1,2] ¦ [1, "a", true, null, {}, []] ¦ [[[[[[]]]]]] ¦ {} ¦ { } ¦ {"":0} ¦ {"a":1} ¦ { "a" : 1 } ¦ {"a":{"a":{"a":1}}} ¦ {"a":[]}
    {"a":1,"b":2} ¦ {"\u0000":1} ¦ {"a b":1} ¦ {"constructor":1} ¦ {"prototype":{}} ¦ {"toString":1} ¦ {"hasOwnProperty":{}} ¦ {"length":-1} ¦ {"then":1} ¦ {"toJSON":{}}
    {"customer_id":null} ¦ {"customer_id":""} ¦ {"customer_id":true} ¦ {"customer_id":[]} ¦ {"customer_id":{}} ¦ {"customer_id":["c-1"]} ¦ {"customer_id":{"$ne":""}} ¦ {"Customer_Id":"c-1"}
    {"data":null} ¦ {"data":[]} ¦ {"data":"x"} ¦ {"data":{}} ¦ {"data":{},"flow":null} ¦ {"data":{},"flow":{}} ¦ {"data":{},"interaction":[]} ¦ {"data":{},"flow":1,"interaction":"x"}
    {"data":{"data":{"data":{}}}} ¦ {"flow":{},"interaction":{}} ¦ {"data":{},"flow":{"id":[],"name":{}},"interaction":{"id":1,"type":null}} ¦ {"data":{},"timestamp":"x"}`),
  ' {} ',
  '\n\t\r{}\n',
  '[\n]',
  '{"a":"\u007f"}',
  '{"a":"\u2028\u2029"}',
  `{"a":"${'x'.repeat(100_000)}"}`,
  `{"${'x'.repeat(100_000)}":1}`,
  `[${'0,'.repeat(50_000)}0]`,
  `{${Array.from({ length: 5_000 }, (_, index) => `"a${index}":${index}`).join(',')}}`,
  `${'['.repeat(50)}${']'.repeat(50)}`,
  `${' '.repeat(100_000)}{}`,
];

/** JSON that two parsers can read differently (RFC 7493), or that is nested too deeply. */
export const AMBIGUOUS: readonly string[] = [
  ...texts(String.raw`
    {"a":1,"a":2} ¦ {"a":1,"a":1} ¦ {"a":1,"\u0061":2} ¦ {"\u0061":1,"a":2} ¦ {"a":{"b":1,"b":2}} ¦ [{"a":1,"a":2}] ¦ {"":1,"":2} ¦ {"customer_id":"c-1","customer_id":"c-2"}
    {"data":{"customer_id":"c-1"},"data":{"customer_id":"c-2"}} ¦ {"__proto__":{}} ¦ {"a":{"__proto__":1}} ¦ {"\u005f_proto__":null} ¦ {"__proto__":{"isAdmin":true}}
    "\ud800" ¦ "\udc00" ¦ "\udc00\ud800" ¦ {"a":"\ud83d"} ¦ {"\ude00":1} ¦ ["\ud800\u0041"] ¦ "\uD83D\uD83D\uDE00" ¦ 1e400 ¦ -1e400 ¦ [1e9999] ¦ {"a":1E+400} ¦ 9007199254740993
    {"customer_id":9007199254740992} ¦ -9007199254740993 ¦ 123456789012345678901234567890 ¦ [12345678901234567890] ¦ 1e20 ¦ 9007199254740993.0`),
  `${'['.repeat(51)}${']'.repeat(51)}`,
  `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
  `${'{"a":'.repeat(51)}1${'}'.repeat(51)}`,
  `{"customer_id":"c-1","a":${'['.repeat(50)}${']'.repeat(50)}}`,
];

const inString = (...bytes: readonly number[]): Buffer =>
  Buffer.concat([Buffer.from('{"customer_id":"'), Buffer.from(bytes), Buffer.from('"}')]);

/** Bytes that are not UTF-8 (RFC 3629), including other encodings. */
export const NOT_UTF8: readonly Buffer[] = [
  inString(0x80),
  inString(0xbf),
  inString(0xc0, 0x80),
  inString(0xc1, 0xbf),
  inString(0xc3),
  inString(0xc3, 0x28),
  inString(0xe0, 0x80, 0x80),
  inString(0xe2, 0x82),
  inString(0xed, 0xa0, 0x80),
  inString(0xf0, 0x80, 0x80, 0x80),
  inString(0xf4, 0x90, 0x80, 0x80),
  inString(0xf8, 0x88, 0x80, 0x80, 0x80),
  inString(0xfe),
  inString(0xff),
  Buffer.from([0xff]),
  Buffer.from('{"customer_id":"Jos\xe9"}', 'latin1'),
  Buffer.from('{"customer_id":"c-1"}', 'utf16le'),
  Buffer.from('\ufeff{"customer_id":"c-1"}', 'utf16le'),
  Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from('{}', 'utf16le').swap16()]),
  Buffer.from([0x1f, 0x8b, 0x08, 0x00, 0x00]),
];
