import { isHttpEvent } from './http-event.js';

describe('isHttpEvent', () => {
  it.each([
    ['of a REST API', { httpMethod: 'POST', path: '/', headers: null, requestContext: { identity: {} } }],
    ['of an HTTP API', { version: '2.0', rawPath: '/', requestContext: { http: { method: 'POST' } } }],
    ['of a load balancer', { httpMethod: 'POST', path: '/', headers: {}, requestContext: { elb: {} } }],
    ['of a web socket', { requestContext: { connectionId: 'x', eventType: 'MESSAGE' }, body: '{}' }],
    ['of a service network', { raw_path: '/', method: 'POST', headers: {}, is_base64_encoded: false, body: '' }],
    ['with an input and a request context', { input: { customer_id: 'c-1' }, requestContext: {} }],
    ['with fields and a request context', { customer_id: 'c-1', requestContext: null }],
    ['with fields and headers', { customer_id: 'c-1', headers: {} }],
    ['with an action and a method', { action: 'customer-lookup', httpMethod: 'POST' }],
    ['with an undefined gateway field', { customer_id: 'c-1', rawPath: undefined }],
  ])('accepts an event %s', (_, event) => {
    expect(isHttpEvent(event)).toBe(true);
  });

  it.each([
    ['flat fields', { customer_id: 'c-1', action: 'customer-lookup' }],
    ['an input', { input: { customer_id: 'c-1' } }],
    ['fields with the names of paths and bodies', { path: '/', body: 'text', method: 'POST', version: '2' }],
    ['nothing', {}],
    ['null', null],
    ['a text', 'headers'],
    ['a list', [1]],
  ])('rejects an event of the runtime with %s', (_, event) => {
    expect(isHttpEvent(event)).toBe(false);
  });
});
