import { mapOf } from '../../src/engine/json/plain-json.js';
import { VelocityTemplate } from '../../src/engine/velocity/velocity.js';
import fc from '../support/fast-check.js';
import { coerceInput } from '../../src/data-actions/input/coerce-input.js';
import { splitRequestBody } from '../../src/data-actions/request/body/split-request-body.js';
import { findUnrendered } from '../../src/data-actions/input/unrendered-template.js';
import { DescribedAction } from '../../src/definitions/action/described-action.js';
import { requestTemplate } from '../../src/definitions/export/request-template.js';

const ACTION: DescribedAction = {
  name: 'order-pizza',
  summary: 'Orders a pizza',
  effect: 'read',
  version: 1,
  path: '/api/v1/dataactions/order-pizza',
  input: {
    type: 'object',
    required: ['address', 'price', 'isUrgent', 'toppings'],
    properties: {
      address: { type: 'string' },
      note: { type: 'string' },
      price: { type: 'number' },
      slices: { type: 'integer' },
      isUrgent: { type: 'boolean' },
      isGift: { type: 'boolean' },
      toppings: { type: 'array', items: { type: 'string' } },
      extras: { type: 'object', additionalProperties: true },
    },
  },
  output: {},
  extras: {},
};

const REQUIRED = { address: 'Main St 1', price: 9.5, isUrgent: true, toppings: '["ham"]' };
const ORDER = { address: 'Main St 1', price: 9.5, isUrgent: true, toppings: ['ham'] };

const bodyOf = (input: object, action = ACTION): unknown =>
  JSON.parse(new VelocityTemplate(requestTemplate(action)).render(mapOf({ input }))) as unknown;

/** Returns what the service reads from the platform's request. */
function received(input: object, action = ACTION) {
  const { input: data, context } = splitRequestBody(bodyOf(input, action));
  return { ...coerceInput(data, action.input), context };
}

describe('a generated request', () => {
  it('is enveloped, with the flow and the interaction', () => {
    const context = { flow_id: 'f-1', flow_name: 'Main', interaction_id: 'i-1', interaction_type: 'call' };

    expect(bodyOf({ ...REQUIRED, ...context })).toMatchObject({
      data: { address: 'Main St 1' },
      flow: { id: 'f-1', name: 'Main' },
      interaction: { id: 'i-1', type: 'call' },
    });
  });

  it('accepts ids without a name and a type', () => {
    expect(received({ ...REQUIRED, flow_id: 'f-1', flow_name: '', interaction_id: 'i-1' }).context).toEqual({
      flow: { id: 'f-1', name: 'f-1' },
      interaction: { id: 'i-1', type: 'unknown' },
    });
  });

  it.each([{}, { flow_id: 'f-1' }, { interaction_id: 'i-1', flow_id: '' }])(
    'omits an incomplete context: %j',
    (context) => {
      expect(received({ ...REQUIRED, ...context })).toEqual({ value: ORDER, droppedFields: 0 });
    },
  );

  it('transmits a value of every type', () => {
    const input = { ...REQUIRED, note: 'ring twice', slices: 8, isGift: false, extras: '{"dip": [1, {"a": null}]}' };

    expect(received(input).value).toEqual({
      ...ORDER,
      note: 'ring twice',
      slices: 8,
      isGift: false,
      extras: { dip: [1, { a: null }] },
    });
  });

  it('distinguishes zero and false from absent values', () => {
    expect(received({ ...REQUIRED, price: 0, isUrgent: false, slices: 0 }).value).toEqual({
      ...ORDER,
      price: 0,
      isUrgent: false,
      slices: 0,
    });
  });

  it('omits an empty optional text', () => {
    expect(received({ ...REQUIRED, note: '', extras: '' }).value).toEqual(ORDER);
  });

  it('transmits an empty required text, so that the service rejects it', () => {
    expect(received({ ...REQUIRED, address: '' }).value).toMatchObject({ address: '' });
  });

  it.each([
    ['quotes', 'He said "no"'],
    ['apostrophes', "O'Neil's"],
    ['line breaks and tabs', 'one\ntwo\r\n\tthree'],
    ['backslashes', 'C:\\new\\'],
    ['a plus', '+49 30 123'],
    ['a URL', 'https://a.example/?q=1&r=%20#x'],
    ['emoji and other scripts', 'Zoë 😀 山田'],
    ['Velocity syntax', '#if($x) $esc.url(1) #end ## $5 #set'],
    ['JSON', '{"a": ["b"]}'],
    ['line separators and control characters', '\u2028\u2029\u0000\u001f'],
  ])('transmits %s in required and optional texts and in the context', (_, text) => {
    const input = {
      ...REQUIRED,
      address: text,
      note: text,
      flow_id: text,
      interaction_id: text,
      interaction_type: text,
    };

    expect(received(input)).toMatchObject({
      value: { address: text, note: text },
      context: { flow: { id: text, name: text }, interaction: { id: text, type: text } },
    });
  });

  it('transmits any text, also inside a list that is sent as JSON', () => {
    const text = fc.string({ unit: 'binary', minLength: 1 });
    fc.assert(
      fc.property(text, fc.array(text), (note, toppings) => {
        const { value } = received({ ...REQUIRED, note, toppings: JSON.stringify(toppings) });
        expect(value).toEqual({ ...ORDER, note, toppings });
      }),
      { numRuns: 200 },
    );
  });

  it('leaves the template of a missing required input in place, so that the service detects it', () => {
    const { address: _, ...rest } = REQUIRED;

    expect(findUnrendered(received(rest).value, '')).toEqual([expect.stringMatching(/^address still holds/)]);
  });

  it('can have no input', () => {
    expect(bodyOf({}, { ...ACTION, input: { type: 'object' } })).toEqual({ data: {} });
  });
});

describe('a generated write', () => {
  const keyless: DescribedAction = { ...ACTION, effect: 'write', input: { properties: { note: { type: 'string' } } } };
  const empty: DescribedAction = { ...keyless, input: {} };

  it('accepts an idempotency key that its class does not declare', () => {
    expect(bodyOf({ idempotency_key: 'k-1', note: 'x' }, keyless)).toEqual({
      data: { idempotency_key: 'k-1', note: 'x' },
    });
    expect(bodyOf({ idempotency_key: 'k-1' }, empty)).toEqual({ data: { idempotency_key: 'k-1' } });
  });

  it('omits a missing key, so that the service drops no field', () => {
    expect(received({ note: 'x' }, keyless)).toEqual({ value: { note: 'x' }, droppedFields: 0 });
    expect(bodyOf({ idempotency_key: '' }, empty)).toEqual({ data: {} });
  });

  it('sends a key that its class declares like any optional input', () => {
    const keyed = { ...keyless, input: { properties: { idempotency_key: { type: 'string' } } } };

    expect(bodyOf({}, keyed)).toEqual({ data: { idempotency_key: null } });
    expect(bodyOf({ idempotency_key: 'k-1' }, keyed)).toEqual({ data: { idempotency_key: 'k-1' } });
  });
});
