import { jsonText } from './json-text.js';
import { JsonSyntaxError, parseJson } from './parse-json.js';

describe('parseJson', () => {
  it.each([
    ['12345678901234567890', '12345678901234567890'],
    ['{"b":1,"2":2,"1":3}', '{"b":1,"2":2,"1":3}'],
    ['[2, 2.0, 2.50, 1e3]', '[2,2.0,2.5,1000.0]'],
    ['{"__proto__": 1}', '{"__proto__":1}'],
    ['"\\u00e9\\n"', '"é\\n"'],
    [' [null, true, false, {}, []] ', '[null,true,false,{},[]]'],
  ])('keeps digits, decimal points and order of %s', (text, expected) => {
    expect(jsonText(parseJson(text))).toBe(expected);
  });

  it.each([
    ['', 'Unexpected end of text at character 1'],
    ['{"a": }', 'Unexpected "}" at character 7'],
    ['[1,]', 'Unexpected "]" at character 4'],
    ['01', 'Unexpected "1" at character 2'],
    ["{'a': 1}", 'Unexpected "\'a\': 1}" at character 2'],
    ['"\t"', 'Unexpected "\\"\\t\\"" at character 1'],
  ])('rejects %j', (text, message) => {
    expect(() => parseJson(text)).toThrow(message);
  });

  it('rejects JSON that is nested too deeply for the stack', () => {
    expect(() => parseJson('['.repeat(100_000))).toThrow(JsonSyntaxError);
  });
});
