import { lintDefinition } from './lint-definition.js';

/** Returns an export with only the essential parts, and the given parts in addition. */
function exported(request: object, over: object = {}, inputs: object = {}, required: readonly string[] = []): string {
  return JSON.stringify({
    name: 'Exported 2024-11-19 @ 14:13',
    integrationType: 'purecloud-data-actions',
    actionType: 'custom',
    config: {
      request: { requestType: 'GET', headers: {}, requestTemplate: '${input.rawRequest}', ...request },
      response: { translationMap: {}, translationMapDefaults: {}, successTemplate: '${rawResult}', ...over },
    },
    contract: {
      input: { inputSchema: { type: 'object', properties: inputs, required, additionalProperties: true } },
      output: { successSchema: { type: 'object', properties: {}, additionalProperties: true } },
    },
    secure: false,
  });
}

const text = { type: 'string' };
const rulesOf = (file: string) => lintDefinition(file).map(({ rule }) => rule);

/** Published definitions that work. */
describe('linting working definitions', () => {
  it.each([
    ['a GET with the body that the platform writes itself', exported({ requestUrlTemplate: '/api/v2/users/me' })],
    [
      "an id of Genesys Cloud's own without $esc",
      exported({ requestUrlTemplate: '/api/v2/users/${input.USER_ID}/presences' }, {}, { USER_ID: text }, ['USER_ID']),
    ],
    [
      'a macro around the whole of a query, with brackets that do not match in its text',
      exported(
        { requestUrlTemplate: '/search?q=$esc.url("FIND {$salesforce.escReserved(${input.PHONE}))} IN Contact(Id)")' },
        {},
        { PHONE: text },
        ['PHONE'],
      ),
    ],
    [
      'a macro over a translated list, with quotation marks of its own',
      exported(
        { requestUrlTemplate: '/api/v2/x' },
        {
          translationMap: { ids: "$.participants[?(@.purpose=='acd')].priority" },
          successTemplate: '{"priority": ${successTemplateUtils.firstFromArray("${ids}", "$esc.quote$esc.quote")}}',
        },
      ),
    ],
    [
      'a path without $, and one over many values without a default',
      exported(
        { requestUrlTemplate: '/api/v2/x' },
        {
          translationMap: { a: "['participants'][?(@.purpose=='external')].id", b: '$.entities[*].id' },
          successTemplate: '{"a": ${a}, "b": $b}',
        },
      ),
    ],
    [
      'variables of its own and lists',
      exported(
        {
          requestUrlTemplate: '/api/v2/x',
          requestType: 'PUT',
          requestTemplate:
            '#set ($days = $input.days.split(","))\n{"days": [#foreach($day in $days)"$day"#if($foreach.hasNext),#end#end]}',
        },
        {},
        { days: text },
        ['days'],
      ),
    ],
    [
      'a required string that holds a piece of JSON',
      exported(
        { requestUrlTemplate: '/api/v2/x', requestType: 'POST', requestTemplate: '[{"data": {${input.data}}}]' },
        {},
        { data: text },
        ['data'],
      ),
    ],
    [
      'a string of which the contract lists all values',
      exported(
        { requestUrlTemplate: '/api/v2/x', requestType: 'POST', requestTemplate: '{"type": "${input.type}"}' },
        {},
        { type: { type: 'string', enum: ['Phone', 'Email'] } },
        ['type'],
      ),
    ],
  ])('accepts %s', (_, file) => {
    expect(rulesOf(file)).toEqual([]);
  });

  it('warns about problems that only some values cause', () => {
    const request = {
      requestUrlTemplate: '/api/v2/x',
      requestType: 'POST',
      requestTemplate: '{"text": "${input.text}", "priority": ${input.priority}}',
    };
    const found = lintDefinition(exported(request, {}, { text, priority: { type: 'integer' } }));

    expect(found.map(({ severity, rule }) => `${severity} ${rule}`)).toEqual([
      'warning unescaped-json',
      'warning optional-input',
      'warning optional-non-string',
    ]);
  });

  it('reports each input once per template', () => {
    const requestTemplate = '{"a": "${input.text}", "b": "${input.text}"}';
    const request = { requestUrlTemplate: '/api/v2/x', requestType: 'POST', requestTemplate };

    expect(rulesOf(exported(request, {}, { text }, ['text']))).toEqual(['unescaped-json']);
  });
});
