import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { Request, Response } from 'express';
import { recordOf } from '../../observability/call-record.js';
import { knownRoutes } from './known-routes.middleware.js';

const gate = knownRoutes({
  methods: new Map([
    ['/action', ['POST']],
    ['/list', ['GET', 'HEAD']],
    ['/both', ['GET', 'POST', 'HEAD']],
  ]),
  actions: new Map([['/action', 'the-action']]),
  filesBelow: '/docs',
});

/** What becomes of a request: it goes on, is answered here, or is refused. */
function pass(method: string, path: string): { outcome: string; request: Request } {
  const request = Object.assign(new IncomingMessage(new Socket()), { method, url: path }) as unknown as Request;
  let outcome = 'nothing';
  const response = {
    set: (name: string, value: string) => ({
      status: (status: number) => ({ end: () => (outcome = `${status} ${name}: ${value}`) }),
    }),
  } as unknown as Response;
  try {
    gate(request, response, () => (outcome = 'on'));
  } catch (error) {
    const { httpStatus, headers } = error as { httpStatus: number; headers: Record<string, string> };
    outcome = [httpStatus, headers['Allow']].filter(Boolean).join(' ');
  }
  return { outcome, request };
}

describe('the method gate', () => {
  it.each([
    ['POST', '/action', 'on'],
    ['POST', '/action/', 'on'],
    ['GET', '/list', 'on'],
    ['HEAD', '/list', 'on'],
    ['POST', '/both', 'on'],
    ['GET', '/docs', 'on'],
    ['GET', '/docs/a.css', 'on'],
    ['HEAD', '/docs/a/b', 'on'],
    ['GET', '/action', '405 POST'],
    ['OPTIONS', '/action', '204 Allow: POST'],
    ['OPTIONS', '/both', '204 Allow: GET, POST, HEAD'],
    ['OPTIONS', '/nothing', '404'],
    ['POST', '/list', '405 GET, HEAD'],
    ['POST', '/docs/a.css', '405 GET, HEAD'],
    ['DELETE', '/both', '405 GET, POST, HEAD'],
    ['PUT', '/nothing', '405 POST, GET, HEAD'],
    ['TRACE', '/', '405 POST, GET, HEAD'],
    ['PATCH', '/docs', '405 GET, HEAD'],
    ['GET', '/nothing', '404'],
    ['POST', '/', '404'],
    ['POST', '/ACTION', '404'],
    ['POST', '/action//', '404'],
    ['POST', '/action/x', '404'],
    ['GET', '/docsx', '404'],
    ['get', '/list', '405 GET, HEAD'],
  ])('answers %s %s with %s', (method, path, outcome) => {
    expect(pass(method, path).outcome).toBe(outcome);
  });

  it('notes which action is meant, also where it refuses the call', () => {
    expect(recordOf(pass('POST', '/action').request).action).toBe('the-action');
    expect(recordOf(pass('GET', '/action/').request).action).toBe('the-action');
    expect(recordOf(pass('GET', '/list').request).action).toBeUndefined();
  });
});
