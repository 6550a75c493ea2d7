import { jsonText } from '../json/json-text.js';
import { JsonMap } from '../json/json-value.js';
import { parseJson } from '../json/parse-json.js';
import { ActionDefinition } from './action-definition.js';
import { checkInput, withInputDefaults } from './action-input.js';
import { renderRequest, requestContext } from './action-request.js';
import { readOutput } from './action-response.js';
import { readDefinition } from './read-definition.js';

const INPUT_SCHEMA = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string' }, size: { type: 'integer', default: 5 } },
};

const define = (request: object, response: object = {}, successSchema: object = {}): ActionDefinition =>
  readDefinition({
    name: 'Orders',
    config: { request: { requestUrlTemplate: '/x', requestType: 'GET', ...request }, response },
    contract: { input: { inputSchema: INPUT_SCHEMA }, output: { successSchema } },
  });

const json = (text: string): JsonMap => parseJson(text) as JsonMap;

describe('a Data Action', () => {
  it('renders its request from input and credentials', () => {
    const definition = define({
      requestUrlTemplate: 'https://api.example.com/orders/$esc.uriEncode(${input.id})',
      requestType: 'POST',
      headers: { 'X-Key': '${credentials.key}' },
      requestTemplate: '{"raw": ${input.rawRequest}, "size": #if("$!{input.size}" == "")null#else${input.size}#end}',
    });
    const context = requestContext(json('{"id": "a b"}'), { credentials: json('{"key": "k"}') });

    expect(renderRequest(definition, context)).toEqual({
      method: 'POST',
      url: 'https://api.example.com/orders/a%20b',
      headers: { 'X-Key': 'k' },
      body: '{"raw": {"id":"a b"}, "size": null}',
    });
  });

  it('sends no body with GET', () => {
    expect(renderRequest(define({}), requestContext(json('{"id": "a"}')))).toEqual({
      method: 'GET',
      url: '/x',
      headers: {},
    });
  });

  it('names the step in which a template fails', () => {
    const definition = define({ headers: { 'X-A': '${input.id' } });
    expect(() => renderRequest(definition, requestContext(json('{}')))).toThrow(
      expect.objectContaining({ step: 'Resolve request headers' }) as Error,
    );
  });

  it('reads paths, applies defaults for paths without a value, and keeps null', () => {
    const definition = define(
      {},
      {
        translationMap: { a: '$.a', b: '$.b', c: '$.c', n: "$.rows[?(@.k=='x')].n" },
        translationMapDefaults: { a: '"none"', b: '"none"', c: '0' },
        successTemplate: '{"a": ${a}, "b": ${b}, "c": ${c}, "n": ${successTemplateUtils.firstFromArray("${n}", "0")}}',
      },
    );
    const output = readOutput(definition, '{"b": null, "c": 12345678901234567890, "rows": [{"k": "x", "n": 4}]}');
    expect(jsonText(output)).toBe('{"a":"none","b":null,"c":12345678901234567890,"n":4}');
  });

  it('can output a list', () => {
    expect(jsonText(readOutput(define({}, {}, { type: 'array' }), '[1, 2]'))).toBe('[1,2]');
  });

  it('counts an empty response as an empty object', () => {
    expect(jsonText(readOutput(define({}), ' '))).toBe('{}');
  });

  it.each([
    ['Read response', {}, '<html>'],
    ['Apply translation map', { translationMap: { a: '$.a[' + 'x]' } }, '{}'],
    ['Apply success template', { translationMap: { a: '$.a' }, successTemplate: '{"a": ${a}}' }, '{}'],
    ['Check output against its contract', { successTemplate: '{"a": 1}' }, '{}'],
  ])('names the step %s in its error', (step, response, text) => {
    const definition = define({}, response, { properties: { a: { type: 'string' } } });
    expect(() => readOutput(definition, text)).toThrow(expect.objectContaining({ step }) as Error);
  });

  it('rejects an input that does not fit its contract, or that is nested', () => {
    expect(() => checkInput(define({}), json('{"size": 1}'))).toThrow("must have required property 'id'");
    expect(() => checkInput(define({}), json('{"id": "a", "more": [1]}'))).toThrow('Inputs must be flat: more');
  });

  it('applies the defaults of inputs in withInputDefaults only', () => {
    expect(jsonText(withInputDefaults(define({}), json('{"id": "a"}')))).toBe('{"id":"a","size":5}');
    expect(jsonText(checkInput(define({}), json('{"id": "a"}')))).toBe('{"id":"a"}');
  });

  it('reports which part of a definition is missing', () => {
    expect(() => readDefinition({ name: 'A', config: {} })).toThrow('config.request must be an object');
    expect(() => readDefinition([])).toThrow('the file must be an object');
  });
});
