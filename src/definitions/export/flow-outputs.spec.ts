import { mapOf } from '../../engine/json/plain-json.js';
import { VelocityTemplate } from '../../engine/velocity/velocity.js';
import { JsonSchema } from '../../data-actions/contract/json-schema.js';
import { contractOf } from '../contract/contract.js';
import { DescribedAction } from '../action/described-action.js';
import { flowOutputs } from '../action/flow-outputs.js';
import { responseMapping } from './response-mapping.js';

type Properties = NonNullable<JsonSchema['properties']>;

const text: JsonSchema = { type: 'string' };

const action = (properties: Properties, extras: JsonSchema = {}): DescribedAction => ({
  name: 'find-it',
  summary: 'Finds it',
  effect: 'read',
  version: 1,
  path: '/find-it',
  input: {},
  output: { type: 'object', properties },
  extras,
});

const ROUTING = [
  'code',
  'correlation_id',
  'error_message',
  'fallback_type',
  'retry_after',
  'routing_hint',
  'source',
  'status_code',
  'success',
];

/** Returns only the descriptions of the action's own outputs. */
const own = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !ROUTING.includes(name)));

const mappingOf = (properties: Properties) => {
  const { translationMap, translationMapDefaults } = responseMapping(flowOutputs(action(properties)));
  return { map: own(translationMap), defaults: own(translationMapDefaults) };
};

const schemaOf = (properties: Properties) => own(contractOf(action(properties)).output.properties ?? {});

/** Returns the platform's outputs for the values of some variables. All other variables have their defaults. */
function rendered(properties: Properties, values: Record<string, unknown>): unknown {
  const { translationMapDefaults, successTemplate } = responseMapping(flowOutputs(action(properties)));
  const found = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]));
  return JSON.parse(new VelocityTemplate(successTemplate).render(mapOf({ ...translationMapDefaults, ...found })));
}

describe('the outputs of an action', () => {
  it('include success and the routing hints', () => {
    const { translationMap, translationMapDefaults } = responseMapping(flowOutputs(action({})));

    expect(translationMap).toEqual({
      success: '$.success',
      code: '$.code',
      status_code: '$.status_code',
      fallback_type: '$.fallback_type',
      routing_hint: '$.action',
      retry_after: '$.retry_after',
      source: '$.source',
      correlation_id: '$.correlation_id',
      error_message: '$.errors[0]',
    });
    expect(Object.keys(translationMapDefaults)).toEqual(Object.keys(translationMap));
  });

  it('report a response of another server as a failure', () => {
    expect(rendered({}, {})).toEqual({
      success: false,
      code: '',
      status_code: 0,
      fallback_type: 'network_error',
      routing_hint: 'route_to_fallback',
      retry_after: 0,
      source: 'none',
      correlation_id: '',
      error_message: '',
    });
  });

  it('have a default of their type, as JSON text', () => {
    const properties: Properties = {
      name: text,
      count: { type: 'integer' },
      share: { type: 'number' },
      found: { type: 'boolean' },
      tags: { type: 'array', items: text },
    };

    expect(mappingOf(properties)).toEqual({
      map: {
        name: '$.data.name',
        count: '$.data.count',
        share: '$.data.share',
        found: '$.data.found',
        tags: '$.data.tags',
      },
      defaults: { name: '""', count: '0', share: '0', found: 'false', tags: '[]' },
    });
    expect(schemaOf(properties)).toEqual(properties);
  });

  it('are flattened if they are objects, so that each value has a default, and are nested again in the result', () => {
    const profile: JsonSchema = {
      type: 'object',
      properties: { name: text, home: { type: 'object', properties: { zip: text } } },
    };

    expect(mappingOf({ profile })).toEqual({
      map: { profile_name: '$.data.profile.name', profile_home_zip: '$.data.profile.home.zip' },
      defaults: { profile_name: '""', profile_home_zip: '""' },
    });
    expect(rendered({ profile }, { profile_name: 'Ada "A"' })).toMatchObject({
      profile: { name: 'Ada "A"', home: { zip: '' } },
    });
    expect(schemaOf({ profile })['profile']).toEqual({
      type: 'object',
      properties: {
        home: { type: 'object', properties: { zip: text }, additionalProperties: true },
        name: text,
      },
      additionalProperties: true,
    });
  });

  it('are JSON text if their fields are unknown', () => {
    const properties: Properties = {
      output: { type: 'object', additionalProperties: true, description: 'What came.' },
      rows: { type: 'array', items: { type: 'object', additionalProperties: true } },
      grid: { type: 'array', items: { type: 'array', items: text } },
    };
    const output = { 'a "b"': ['\\', '\n', null, '😀'] };

    expect(schemaOf(properties)).toEqual({
      output_json: { type: 'string', description: 'What came. As JSON text.' },
      rows_json: { type: 'string', description: 'As JSON text.' },
      grid_json: { type: 'string', description: 'As JSON text.' },
    });
    expect(rendered(properties, {})).toMatchObject({ output_json: '{}', rows_json: '[]', grid_json: '[]' });
    expect(rendered(properties, { output })).toMatchObject({ output_json: JSON.stringify(output) });
  });

  it('declare the scalars of objects in a list, and no nested list', () => {
    const items: JsonSchema = {
      type: 'object',
      properties: { id: text, tags: { type: 'array', items: text }, home: { type: 'object' } },
    };

    expect(schemaOf({ rows: { type: 'array', items } })).toEqual({
      rows: {
        type: 'array',
        items: { type: 'object', properties: { id: text }, additionalProperties: true },
      },
    });
    expect(rendered({ rows: { type: 'array', items } }, { rows: [{ id: '1' }] })).toMatchObject({
      rows: [{ id: '1' }],
    });
  });

  it('use bracket notation for special names', () => {
    expect(mappingOf({ 'zip-code': text })).toEqual({
      map: { zip_code: "$.data['zip-code']" },
      defaults: { zip_code: '""' },
    });
  });

  it("include the action's own fields of the envelope", () => {
    const extras = { type: 'object', properties: { record_count: { type: 'integer' } } };

    expect(responseMapping(flowOutputs(action({}, extras))).translationMap).toMatchObject({
      record_count: '$.record_count',
    });
  });

  it('must have unique names', () => {
    expect(() => flowOutputs(action({ code: text }))).toThrow(
      'find-it: rename the output code: the envelope has a field with this name',
    );
    expect(() => flowOutputs(action({ a_b: text, a: { type: 'object', properties: { b: text } } }))).toThrow(
      'find-it: two outputs would be named a_b in the flow: rename one of them',
    );
  });
});
