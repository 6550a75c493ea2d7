import { Agent, request } from 'node:http';
import type { PlannedCall } from './traffic.js';

const agent = new Agent({ keepAlive: true, maxSockets: 200 });

/** Makes a call over a keep-alive connection. @returns its status; 0 without a response */
export function makeCall(url: string, { path, body, headers }: PlannedCall): Promise<number> {
  return new Promise((resolve) => {
    const options = { agent, method: 'POST', headers: { 'Content-Type': 'application/json', ...headers } };
    const call = request(url + path, options, (response) => {
      response.resume();
      response.on('error', () => resolve(0));
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    call.on('error', () => resolve(0));
    call.end(body);
  });
}
