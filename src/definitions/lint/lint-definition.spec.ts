import { lintDefinition } from './lint-definition.js';

const GOOD = `{
  "name": "Customer Lookup",
  "integrationType": "custom-rest-actions",
  "actionType": "custom",
  "config": {
    "timeoutSeconds": 10,
    "request": {
      "requestUrlTemplate": "https://backend.example.com/customers?phone=$esc.url(\${input.phone})",
      "requestType": "POST",
      "headers": {
        "Accept": "application/json",
        "Content-Type": "application/json",
        "Authorization": "\${authResponse.token_type} \${authResponse.access_token}"
      },
      "requestTemplate": "{\\"phone\\": \\"$esc.jsonString(\${input.phone})\\", \\"age\\": #if(\\"$!{input.age}\\" == \\"\\")null#else\${input.age}#end}"
    },
    "response": {
      "translationMap": {
        "name": "$.data.name"
      },
      "translationMapDefaults": {
        "name": "\\"\\""
      },
      "successTemplate": "{\\"name\\": \${name}}"
    }
  },
  "contract": {
    "input": {
      "inputSchema": {
        "type": "object",
        "required": ["phone"],
        "properties": {
          "phone": { "type": "string" },
          "age": { "type": "integer" }
        }
      }
    },
    "output": {
      "successSchema": {
        "type": "object",
        "properties": {
          "name": { "type": "string" }
        }
      }
    }
  },
  "secure": false
}`;

/** A file with one mistake: the original text, its replacement, and the rule and line of the finding. */
type Mistake = [rule: string, line: number, from: string, to: string];

const MISTAKES: Mistake[] = [
  ['not-json', 3, '"Customer Lookup",', '"Customer Lookup"'],
  ['not-json', 48, '"secure": false', '"secure": false,'],
  ['missing-part', 1, '  "name": "Customer Lookup",\n', ''],
  ['missing-part', 1, '"successSchema"', '"outputSchema"'],
  ['action-type', 1, '  "actionType": "custom",\n', ''],
  ['action-type', 4, '"actionType": "custom"', '"actionType": "Custom"'],
  ['integration-type', 1, '  "integrationType": "custom-rest-actions",\n', ''],
  ['integration-type', 3, 'custom-rest-actions', 'custom-rest-action'],
  ['name-length', 2, 'Customer Lookup', 'x'.repeat(257)],
  ['name-length', 42, '"name": { "type"', `"${'x'.repeat(257)}": { "type"`],
  ['flat-input', 34, '"age": { "type": "integer" }', '"age": { "type": "object", "properties": {} }'],
  ['flat-input', 35, '"integer" }\n', '"integer" },\n"tags": { "type": "array", "items": { "type": "string" } }\n'],
  ['flat-input', 30, '"object",\n        "required"', '"array",\n        "required"'],
  ['input-name', 35, '"integer" }\n', '"integer" },\n"1st": { "type": "string" }\n'],
  ['input-name', 35, '"integer" }\n', '"integer" },\n"the.name": { "type": "string" }\n'],
  ['reserved-input', 35, '"integer" }\n', '"integer" },\n"orgId": { "type": "string" }\n'],
  ['reserved-input', 35, '"integer" }\n', '"integer" },\n"rawRequest": { "type": "string" }\n'],
  [
    'schema-reference',
    42,
    '{ "type": "string" }\n        }\n      }\n    }\n  },',
    '{ "$ref": "#/x" }\n        }\n      }\n    }\n  },',
  ],
  ['nested-array', 42, '"name": { "type": "string" }', '"name": { "type": "array", "items": { "type": "array" } }'],
  ['request-type', 9, '"POST"', '"TRACE"'],
  ['request-type', 9, '"POST"', '"post"'],
  ['timeout', 6, '10', '0'],
  ['timeout', 6, '10', '61'],
  ['timeout', 6, '10', '1.5'],
  ['timeout', 6, '10', '"10"'],
  ['auth-timeout', 6, '"actionType": "custom"', '"actionType": "customAuth"'],
  ['plain-http', 8, 'https://', 'http://'],
  ['media-type', 11, '"Accept": "application/json"', '"Accept": "text/xml"'],
  ['media-type', 12, '"Content-Type": "application/json"', '"content-type": "text/plain"'],
  ['clear-secret', 13, '${authResponse.token_type} ${authResponse.access_token}', 'Bearer 0123456789'],
  ['clear-secret', 11, '"Accept": "application/json"', '"X-API-Key": "0123456789"'],
  ['clear-secret', 8, 'customers?', 'customers?api_key=0123456789&'],
  ['clear-secret', 8, 'https://', 'https://user:pass@'],
  ['clear-secret', 15, '{\\"phone\\"', '{\\"client_secret\\": \\"0123\\", \\"phone\\"'],
  ['template-syntax', 15, '${input.age}#end', '${input.age}'],
  ['template-syntax', 8, '${input.phone})', '${input.phone}'],
  ['undeclared-input', 8, 'input.phone', 'input.fone'],
  ['undeclared-input', 13, '${authResponse.token_type}', '${input.scheme}'],
  ['unescaped-json', 15, '$esc.jsonString(${input.phone})', '${input.phone}'],
  ['unescaped-url', 8, '$esc.url(${input.phone})', '${input.phone}'],
  [
    'unescaped-url',
    15,
    '{\\"phone\\": \\"$esc.jsonString(${input.phone})\\", \\"age\\": ',
    'phone=${input.phone}&age=',
  ],
  ['optional-input', 8, '"required": ["phone"],', '"required": [],'],
  ['optional-input', 13, '${authResponse.token_type}', '${input.age}'],
  ['optional-non-string', 15, '#if(\\"$!{input.age}\\" == \\"\\")null#else${input.age}#end', '${input.age}'],
  ['optional-non-string', 15, '#if(\\"$!{input.age}\\" == \\"\\")null#else${input.age}#end', '$!{input.age}'],
  ['body-on-get', 15, '"POST"', '"GET"'],
  ['not-json-template', 24, '{\\"name\\": ${name}}', '{\\"name\\": ${name}}}'],
  ['not-json-template', 15, '\\", \\"age\\": #if(\\"$!{input.age}\\" == \\"\\")null#else${input.age}#end}', '\\", }'],
  ['missing-dollar', 24, '${name}', '{name}'],
  ['missing-dollar', 24, '${name}', '$${name}'],
  ['other-case', 8, 'input.phone', 'Input.phone'],
  ['host-input', 8, 'backend.example.com', '${input.phone}.example.com'],
  ['unsent-input', 35, '"integer" }\n', '"integer" },\n"size": { "type": "integer" }\n'],
  ['output-name', 42, '\\"name\\"', '\\"nama\\"'],
  ['default-type', 22, '"\\"\\""', '"null"'],
  ['clear-secret', 8, 'backend.example.com/', 'hooks.slack.com/services/T01234567/B01234567/abcdefghijkl/'],
  ['quoted-translation', 24, '${name}', '\\"${name}\\"'],
  ['unfilled-variable', 24, '${name}', '${nick}'],
  ['json-path', 19, '$.data.name', '$.data[name'],
  ['default-not-json', 22, '"\\"\\""', '""'],
  ['default-not-json', 22, '"\\"\\""', '"unknown"'],
  ['missing-default', 19, '        "name": "\\"\\""\n', ''],
];

describe('linting a definition', () => {
  it('finds nothing in a valid definition', () => {
    expect(lintDefinition(GOOD)).toEqual([]);
  });

  it.each(MISTAKES)('finds %s in line %i: %s → %s', (rule, line, from, to) => {
    const text = GOOD.replace(from, () => to);

    expect(text).not.toBe(GOOD);
    expect(lintDefinition(text)).toContainEqual(expect.objectContaining({ rule, line }));
  });

  it('requires a second argument of firstFromArray if the path finds a list', () => {
    const text = GOOD.replace('$.data.name', '$..name').replace(
      '${name}',
      () => '${successTemplateUtils.firstFromArray(\\"${name}\\")}',
    );

    expect(lintDefinition(text).map(({ rule }) => rule)).toContain('first-without-default');
  });

  it('reports position, severity, reason and fix', () => {
    expect(lintDefinition(GOOD.replace('$esc.jsonString(${input.phone})', () => '${input.phone}'))).toEqual([
      {
        line: 15,
        column: 41,
        severity: 'warning',
        rule: 'unescaped-json',
        message: 'a quotation mark, backslash or line break in phone makes this body malformed JSON',
        fix: 'write $esc.jsonString(${input.phone})',
        action: 'Customer Lookup',
      },
    ]);
  });

  it('reports only the first character that is not JSON', () => {
    expect(lintDefinition('{\n  "name": "x"\n  "config": {}\n}')).toEqual([
      expect.objectContaining({ line: 3, column: 3, severity: 'error', rule: 'not-json' }),
    ]);
    expect(lintDefinition('[]')).toEqual([expect.objectContaining({ line: 1, column: 1, rule: 'not-json' })]);
    expect(lintDefinition('{"a":'.repeat(100_000))).toEqual([
      expect.objectContaining({ column: 1001, rule: 'not-json' }),
    ]);
    expect(lintDefinition('')).toEqual([expect.objectContaining({ line: 1, rule: 'not-json' })]);
  });

  it('accepts a byte order mark and CRLF', () => {
    expect(lintDefinition(`\uFEFF${GOOD.replaceAll('\n', '\r\n')}`)).toEqual([]);
  });

  it('reports parts with wrong types without throwing', () => {
    for (const part of ['null', '[]', '1', '"x"', '{}', '{"request": 1, "response": []}']) {
      const rules = lintDefinition(`{"name": 1, "config": ${part}, "contract": ${part}}`).map(({ rule }) => rule);

      expect(rules).toContain('missing-part');
    }
  });
});
