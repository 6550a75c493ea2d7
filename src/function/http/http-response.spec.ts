import { httpResponse } from './http-response.js';

const RESPONSE = {
  status: 429,
  headers: { 'content-type': 'application/json', 'retry-after': '5', connection: 'close', 'set-cookie': ['a', 'b'] },
  body: Buffer.from('{"é":1}'),
};

describe('httpResponse', () => {
  it('returns single headers and a text body for an API Gateway', () => {
    expect(httpResponse({ headers: {} }, RESPONSE)).toEqual({
      statusCode: 429,
      headers: { 'content-type': 'application/json', 'retry-after': '5', 'set-cookie': 'a,b' },
      body: '{"é":1}',
      isBase64Encoded: false,
    });
  });

  it('returns multi-value headers for an event with multi-value headers', () => {
    expect(httpResponse({ headers: {}, multiValueHeaders: {} }, RESPONSE)).toEqual({
      statusCode: 429,
      multiValueHeaders: { 'content-type': ['application/json'], 'retry-after': ['5'], 'set-cookie': ['a', 'b'] },
      body: '{"é":1}',
      isBase64Encoded: false,
    });
  });

  it('adds the reason phrase for a load balancer', () => {
    expect(httpResponse({ headers: {}, requestContext: { elb: {} } }, RESPONSE)).toMatchObject({
      statusCode: 429,
      statusDescription: '429 Too Many Requests',
      headers: { 'retry-after': '5' },
    });
  });

  it('encodes a binary body as Base64', () => {
    expect(httpResponse({ headers: {} }, { ...RESPONSE, body: Buffer.from([0xff, 0x00]) })).toMatchObject({
      body: '/wA=',
      isBase64Encoded: true,
    });
  });
});
