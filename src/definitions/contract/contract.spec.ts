import { JsonSchema } from '../../data-actions/contract/json-schema.js';
import { stripDescriptions } from '../action/strip-descriptions.js';
import { contractOf } from './contract.js';
import { DescribedAction } from '../action/described-action.js';

const action = (input: JsonSchema, effect: DescribedAction['effect'] = 'read'): DescribedAction => ({
  name: 'find-it',
  summary: 'Finds it',
  effect,
  version: 1,
  path: '/find-it',
  input,
  output: {},
  extras: {},
});

const text: JsonSchema = { type: 'string' };
const CONTEXT = { flow_id: text, flow_name: text, interaction_id: text, interaction_type: text };

const inputOf = (described: DescribedAction): JsonSchema => stripDescriptions(contractOf(described).input);

describe('the input contract', () => {
  it('is flat: a list or an object is JSON text', () => {
    const input: JsonSchema = {
      required: ['ids'],
      properties: {
        ids: { type: 'array', items: text, description: 'Whose.', example: ['a'] },
        filter: { type: 'object' },
        anything: {},
        limit: { type: 'integer', minimum: 1 },
        isOpen: { type: 'boolean' },
      },
    };

    expect(inputOf(action(input))).toEqual({
      type: 'object',
      required: ['ids'],
      properties: {
        ...CONTEXT,
        ids: text,
        filter: text,
        anything: text,
        limit: { type: 'integer' },
        isOpen: { type: 'boolean' },
      },
      additionalProperties: true,
    });
    expect(contractOf(action(input)).input.properties).toMatchObject({
      ids: { description: 'Whose. As JSON text, for example ["a"].' },
      filter: { description: 'As JSON text.' },
    });
  });

  it('requires only the required inputs of the action', () => {
    expect(inputOf(action({ properties: {} }))).toEqual({
      type: 'object',
      properties: CONTEXT,
      additionalProperties: true,
    });
  });

  it('has one idempotency key for a write', () => {
    const keyed = { properties: { idempotency_key: text } };

    expect(inputOf(action({}, 'write')).properties).toEqual({ ...CONTEXT, idempotency_key: text });
    expect(inputOf(action(keyed, 'write')).properties).toEqual({ ...CONTEXT, idempotency_key: text });
    expect(inputOf(action({})).properties).toEqual(CONTEXT);
  });

  it.each([
    ['orgId', 'the platform reserves this name'],
    ['integrationId', 'the platform reserves this name'],
    ['rawRequest', 'the platform reserves this name'],
    ['_id', 'names consist of letters, digits, _ and -, and start with a letter'],
    ['größe', 'names consist of letters, digits, _ and -, and start with a letter'],
    ['flow_id', 'the request context uses this name'],
  ])('cannot have an input %s', (name, why) => {
    expect(() => contractOf(action({ properties: { [name]: text } }))).toThrow(
      `find-it: rename the input ${name}: ${why}`,
    );
  });
});

describe('stripDescriptions', () => {
  it('removes titles and descriptions, but keeps properties with these names', () => {
    const schema: JsonSchema = {
      title: 'T',
      description: 'D',
      properties: { description: { type: 'string', description: 'D' }, title: { items: { title: 'T' } } },
    };

    expect(stripDescriptions(schema)).toEqual({
      properties: { description: { type: 'string' }, title: { items: {} } },
    });
  });
});
