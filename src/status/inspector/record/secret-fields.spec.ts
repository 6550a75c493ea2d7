import { SecretFields } from './secret-fields.js';

describe('SecretFields', () => {
  const redact = (text: string) => new SecretFields(['member no', '客户号']).redact(text);

  it.each([
    ['{"externalApiKey":"x"}', '{"externalApiKey":"[hidden]"}'],
    ['{"api_key" : "x", "a": 1}', '{"api_key" : "[hidden]", "a": 1}'],
    ['{"password":"a\\"}b","a":1}', '{"password":"[hidden]","a":1}'],
    ['{"password":"a\\\\","a":1}', '{"password":"[hidden]'],
    ['{"pin":1234,"spin":5}', '{"pin":[hidden],"spin":5}'],
    ['{"token":null}', '{"token":[hidden]}'],
    ['{"MemberNo":"x","客户号":"y"}', '{"MemberNo":"[hidden]","客户号":"[hidden]"}'],
    ['{"member no":"x","a b":"y"}', '{"member no":"[hidden]","a b":"y"}'],
    ['{"credentials":{"user":"x"},"a":1}', '{"credentials":[hidden]'],
    ['{"pass\\u0077ord":"x"}', '{"pass\\u0077ord":"[hidden]"}'],
    ['{"json":"{\\"secret\\":\\"x\\",\\"a\\":1}"}', '{"json":"{\\"secret\\":\\"[hidden]\\",\\"a\\":1}"}'],
    ['{"password":"a"b","c":1}', '{"password":"[hidden]","c":1}'],
    ['{"password":"a', '{"password":"[hidden]'],
    ['password=a&b=1', 'password=[hidden]&b=1'],
    ["{'secret': 'a', 'b': 1}", "{'secret': '[hidden]', 'b': 1}"],
    ['{"note":"Bearer abc.def"}', '{"note":"Bearer [hidden]"}'],
    ['{"note":"eyJhbGciOiJ.eyJzdWIi.sig"}', '{"note":"[hidden]"}'],
  ])('redacts %s to %s', (text, redacted) => {
    expect(redact(text)).toBe(redacted);
  });

  it('returns text without secret fields unchanged', () => {
    for (const text of ['', '{"a": "b", "tok": 1}', 'no JSON: "x', '{"customer_id": "Ada "the first""}'])
      expect(redact(text)).toBe(text);
  });
});
