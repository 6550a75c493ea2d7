import { httpResponse } from './http-response.js';

const ANSWER = {
  status: 429,
  headers: { 'content-type': 'application/json', 'retry-after': '5', connection: 'close', 'set-cookie': ['a', 'b'] },
  body: Buffer.from('{"é":1}'),
};

describe('an HTTP answer', () => {
  it('has single headers and a body of text for an API Gateway', () => {
    expect(httpResponse({ headers: {} }, ANSWER)).toEqual({
      statusCode: 429,
      headers: { 'content-type': 'application/json', 'retry-after': '5', 'set-cookie': 'a,b' },
      body: '{"é":1}',
      isBase64Encoded: false,
    });
  });

  it('has lists of headers for who sends lists', () => {
    expect(httpResponse({ headers: {}, multiValueHeaders: {} }, ANSWER)).toEqual({
      statusCode: 429,
      multiValueHeaders: { 'content-type': ['application/json'], 'retry-after': ['5'], 'set-cookie': ['a', 'b'] },
      body: '{"é":1}',
      isBase64Encoded: false,
    });
  });

  it('spells the status out for a load balancer', () => {
    expect(httpResponse({ headers: {}, requestContext: { elb: {} } }, ANSWER)).toMatchObject({
      statusCode: 429,
      statusDescription: '429 Too Many Requests',
      headers: { 'retry-after': '5' },
    });
  });

  it('encodes a body that is no text', () => {
    expect(httpResponse({ headers: {} }, { ...ANSWER, body: Buffer.from([0xff, 0x00]) })).toMatchObject({
      body: '/wA=',
      isBase64Encoded: true,
    });
  });
});
