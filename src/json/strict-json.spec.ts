import { JsonAmbiguity, JsonSyntaxError, parseStrictJson } from './strict-json.js';

const parse = (text: string): unknown => parseStrictJson(text, { maxDepth: 50 });

/** What a text is refused with. */
function refusalOf(text: string, maxDepth = 50): unknown {
  try {
    parseStrictJson(text, { maxDepth });
  } catch (error) {
    return error;
  }
  throw new Error(`taken: ${text}`);
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
  ])('reads %s', (text, value) => {
    expect(parse(text)).toEqual(value);
  });

  it.each([
    ['{"a":1,"a":2}', 'the member "a" stands twice in one object'],
    ['{"a":1,"b":2,"a":1}', 'the member "a" stands twice in one object'],
    ['{"a":1,"\\u0061":2}', 'the member "a" stands twice in one object'],
    ['[{},{"x":{"y":{"b":[],"b":{}}}}]', 'the member "b" stands twice in one object'],
    ['{"a":{"b":1},"a":2}', 'the member "a" stands twice in one object'],
    ['{"":1,"":2}', 'the member "" stands twice in one object'],
    ['{"__proto__":1}', 'a member may not be named __proto__'],
    ['{"a":[{"\\u005f_proto__":1}]}', 'a member may not be named __proto__'],
    ['9007199254740992', 'an integer beyond 2^53 loses digits as a number; send it as a string'],
    ['{"a":[-9007199254740993]}', 'an integer beyond 2^53 loses digits as a number; send it as a string'],
    ['1e16', 'an integer beyond 2^53 loses digits as a number; send it as a string'],
    ['1e309', 'a number is too large; send it as a string'],
    ['[-1e309]', 'a number is too large; send it as a string'],
    ['"\\ud800"', 'a string holds half a surrogate pair, which is no character'],
    ['{"\\udc00":1}', 'a string holds half a surrogate pair, which is no character'],
  ])('refuses %s, which two readers may understand differently', (text, message) => {
    const refusal = refusalOf(text);

    expect(refusal).toBeInstanceOf(JsonAmbiguity);
    expect(refusal).toMatchObject({ message });
  });

  it('shortens a long name in the message', () => {
    const name = 'n'.repeat(100);

    expect(refusalOf(`{"${name}":1,"${name}":2}`)).toMatchObject({
      message: `the member "${'n'.repeat(40)}…" stands twice in one object`,
    });
  });

  it('counts values up to the limit, in lists and objects alike', () => {
    const limits = { maxDepth: 50, maxValues: 6 };
    expect(parseStrictJson('{"a":[1,2,3],"b":4}', limits)).toEqual({ a: [1, 2, 3], b: 4 });
    expect(() => parseStrictJson('{"a":[1,2,3],"b":4,"c":5}', limits)).not.toThrow();
    expect(() => parseStrictJson('{"a":[1,2,3],"b":4,"c":5,"d":6}', limits)).toThrow(
      'the JSON holds more than 6 values',
    );
    expect(() => parseStrictJson('[[],[],[],[]]', limits)).toThrow('the JSON holds more than 6 values');
  });

  it('keeps names that the sender chose out of the message for the log', () => {
    expect(refusalOf('{"4111111111111111":1,"4111111111111111":2}')).toMatchObject({
      message: 'the member "4111111111111111" stands twice in one object',
      logMessage: 'a member stands twice in one object',
    });
  });

  it('follows nesting as deep as it may, and no deeper', () => {
    expect(parseStrictJson('[[[]]]', { maxDepth: 3 })).toEqual([[[]]]);
    expect(parseStrictJson('[[],[[]],{"a":[]}]', { maxDepth: 3 })).toEqual([[], [[]], { a: [] }]);
    expect(refusalOf('[[[[]]]]', 3)).toMatchObject({ message: 'the JSON is nested deeper than 3 levels' });
    expect(refusalOf('{"a":{"a":{"a":{}}}}', 3)).toMatchObject({ message: 'the JSON is nested deeper than 3 levels' });
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
  ])('tells that %s stops in the middle', (text) => {
    expect(refusalOf(text)).toMatchObject({ name: 'JsonSyntaxError', isCutShort: true });
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
  ])('tells that %s is wrong, wherever it stops', (text) => {
    const refusal = refusalOf(text);

    expect(refusal).toBeInstanceOf(JsonSyntaxError);
    expect(refusal).toMatchObject({ isCutShort: false, message: 'the text is not valid JSON' });
  });

  it('quotes nothing of the text', () => {
    expect((refusalOf('{"secret":secret}') as Error).message).not.toContain('secret');
  });

  it('reads ten times the text in far less than a hundred times the time', () => {
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
