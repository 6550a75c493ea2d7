import { JsonAmbiguity, JsonSyntaxError, parseStrictJson } from './strict-json.js';

const parse = (text: string): unknown => parseStrictJson(text, { maxDepth: 50 });

function rejectionOf(text: string, maxDepth = 50): unknown {
  try {
    parseStrictJson(text, { maxDepth });
  } catch (error) {
    return error;
  }
  throw new Error(`accepted: ${text}`);
}

describe('parseStrictJson', () => {
  it.each([
    ['{"a":1,"b":[true,false,null,"x"]}', { a: 1, b: [true, false, null, 'x'] }],
    [' [ -1.5e+3 , 0 , 1E2 ] ', [-1500, 0, 100]],
    ['"\\u0041\\n\\"\\\\"', 'A\n"\\'],
    ['"\\ud83d\\ude00"', '😀'],
    ['"😀"', '😀'],
    ['9007199254740991', 9007199254740991],
    ['-9007199254740991', -9007199254740991],
    ['0.1234567890123456789', 0.12345678901234568],
    ['1e-400', 0],
    ['"9007199254740993"', '9007199254740993'],
    ['{"a":{"b":1},"b":{"a":1}}', { a: { b: 1 }, b: { a: 1 } }],
    ['[{"a":1},{"a":2}]', [{ a: 1 }, { a: 2 }]],
    ['{"a":"a","b":["a","a"]}', { a: 'a', b: ['a', 'a'] }],
    ['{"a,\\"b\\":[":1}', { 'a,"b":[': 1 }],
    ['"__proto__"', '__proto__'],
    ['["__proto__"]', ['__proto__']],
    ['{"constructor":1}', { constructor: 1 }],
  ])('parses %s', (text, value) => {
    expect(parse(text)).toEqual(value);
  });

  it.each([
    ['{"a":1,"a":2}', 'the member "a" occurs twice in one object'],
    ['{"a":1,"b":2,"a":1}', 'the member "a" occurs twice in one object'],
    ['{"a":1,"\\u0061":2}', 'the member "a" occurs twice in one object'],
    ['[{},{"x":{"y":{"b":[],"b":{}}}}]', 'the member "b" occurs twice in one object'],
    ['{"a":{"b":1},"a":2}', 'the member "a" occurs twice in one object'],
    ['{"":1,"":2}', 'the member "" occurs twice in one object'],
    ['{"__proto__":1}', 'the member name __proto__ is not allowed'],
    ['{"a":[{"\\u005f_proto__":1}]}', 'the member name __proto__ is not allowed'],
    ['9007199254740992', 'an integer beyond 2^53 loses digits; send it as a string'],
    ['{"a":[-9007199254740993]}', 'an integer beyond 2^53 loses digits; send it as a string'],
    ['1e16', 'an integer beyond 2^53 loses digits; send it as a string'],
    ['1e309', 'a number is too large; send it as a string'],
    ['[-1e309]', 'a number is too large; send it as a string'],
    ['"\\ud800"', 'a string contains an unpaired surrogate'],
    ['{"\\udc00":1}', 'a string contains an unpaired surrogate'],
  ])('rejects %s, which two parsers may read differently', (text, message) => {
    const rejection = rejectionOf(text);

    expect(rejection).toBeInstanceOf(JsonAmbiguity);
    expect(rejection).toMatchObject({ message });
  });

  it('shortens a long name in the message', () => {
    const name = 'n'.repeat(100);

    expect(rejectionOf(`{"${name}":1,"${name}":2}`)).toMatchObject({
      message: `the member "${'n'.repeat(40)}…" occurs twice in one object`,
    });
  });

  it('limits the number of values in lists and objects', () => {
    const limits = { maxDepth: 50, maxValues: 6 };
    expect(parseStrictJson('{"a":[1,2,3],"b":4}', limits)).toEqual({ a: [1, 2, 3], b: 4 });
    expect(() => parseStrictJson('{"a":[1,2,3],"b":4,"c":5}', limits)).not.toThrow();
    expect(() => parseStrictJson('{"a":[1,2,3],"b":4,"c":5,"d":6}', limits)).toThrow(
      'the JSON contains more than 6 values',
    );
    expect(() => parseStrictJson('[[],[],[],[]]', limits)).toThrow('the JSON contains more than 6 values');
  });

  it('omits names from the sender in the log message', () => {
    expect(rejectionOf('{"4111111111111111":1,"4111111111111111":2}')).toMatchObject({
      message: 'the member "4111111111111111" occurs twice in one object',
      logMessage: 'a member occurs twice in one object',
    });
  });

  it('limits the depth', () => {
    expect(parseStrictJson('[[[]]]', { maxDepth: 3 })).toEqual([[[]]]);
    expect(parseStrictJson('[[],[[]],{"a":[]}]', { maxDepth: 3 })).toEqual([[], [[]], { a: [] }]);
    expect(rejectionOf('[[[[]]]]', 3)).toMatchObject({ message: 'the JSON is nested deeper than 3 levels' });
    expect(rejectionOf('{"a":{"a":{"a":{}}}}', 3)).toMatchObject({
      message: 'the JSON is nested deeper than 3 levels',
    });
  });

  it.each([
    '{"a":',
    '{',
    '[1,',
    '"abc',
    '{"a":"b',
    '{"a',
    '[tru',
    '-',
    '1.',
    '1e',
    '1e+',
    ' ',
    '{"a":"\\',
    '"\\u00',
    '[[[[',
  ])('reports %s as cut short', (text) => {
    expect(rejectionOf(text)).toMatchObject({ name: 'JsonSyntaxError', isCutShort: true });
  });

  it.each([
    '{a:1}',
    '[1,]',
    '{"a":1}}',
    'tru}',
    '01',
    '\ufeff{}',
    "{'a':1}",
    '[1 2]',
    '"\t"',
    '{"a":1,}',
    '}',
    'NaN',
    '"\\x"',
  ])('reports %s as invalid', (text) => {
    const rejection = rejectionOf(text);

    expect(rejection).toBeInstanceOf(JsonSyntaxError);
    expect(rejection).toMatchObject({ isCutShort: false, message: 'the text is not valid JSON' });
  });

  it('does not quote the text in the message', () => {
    expect((rejectionOf('{"secret":secret}') as Error).message).not.toContain('secret');
  });

  it('takes linear time: ten times the text takes less than fifty times the time', () => {
    const textOf = (count: number): string =>
      `[${Array.from({ length: count }, (_, index) => `{"a${index}":"\\u0041","b":[${index}]}`).join(',')}]`;
    const timeOf = (text: string): number => {
      const times = [1, 2, 3].map(() => {
        const startedAtMs = performance.now();
        parse(text);
        return performance.now() - startedAtMs;
      });
      return Math.min(...times);
    };
    timeOf(textOf(1_000));

    expect(timeOf(textOf(100_000)) / timeOf(textOf(10_000))).toBeLessThan(50);
  });
});
