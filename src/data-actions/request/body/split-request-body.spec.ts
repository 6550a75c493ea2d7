import { splitRequestBody } from './split-request-body.js';

const INPUT = { customer_id: 'c-1' };
const FLOW = { id: 'f', name: 'n' };
const INTERACTION = { id: 'i', type: 't' };

describe('splitRequestBody', () => {
  it.each([
    ['a plain body', INPUT, INPUT],
    ['an empty body', {}, {}],
    ['data alone', { data: INPUT }, INPUT],
    ['data and a time', { data: INPUT, timestamp: 't' }, INPUT],
    ['data and an empty flow', { data: INPUT, flow: null, interaction: '' }, INPUT],
    ['empty data', { data: {} }, {}],
    ['a field named data that is a text', { data: 'x', a: 1 }, { data: 'x', a: 1 }],
    ['a field named data that is a list', { data: [INPUT] }, { data: [INPUT] }],
    ['a field named data that is null', { data: null }, { data: null }],
    ['data beside other fields', { data: INPUT, page: 1 }, { data: INPUT, page: 1 }],
    ['flow without data', { flow: FLOW, interaction: INTERACTION }, { flow: FLOW, interaction: INTERACTION }],
  ])('reads %s without context', (_, body, input) => {
    expect(splitRequestBody(body)).toEqual({ input });
  });

  it.each([
    ['both', { flow: FLOW, interaction: INTERACTION }],
    ['a flow', { flow: FLOW }],
    ['an interaction', { interaction: INTERACTION, flow: '' }],
    ['both and more', { flow: FLOW, interaction: INTERACTION, timestamp: 't', extra: 1 }],
    ['a flow that is not an object', { flow: 7 }],
  ])('reads data beside %s with its context', (_, context) => {
    expect(splitRequestBody({ data: INPUT, ...context })).toEqual({ input: INPUT, context });
  });

  it.each([[null], [[]], [[INPUT]], ['text'], [7], [true]])('rejects %j', (body) => {
    expect(() => splitRequestBody(body)).toThrow('The body must be a JSON object');
  });
});
