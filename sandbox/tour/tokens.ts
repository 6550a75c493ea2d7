import { isJsonObject } from '../json-object.js';
import { Outcome, Scene, Step } from './scene.js';

/** How the platform gets tokens of the service's own endpoint, and new ones where these are no good any more. */
export const TOKENS: readonly Step[] = [
  {
    title: 'a token of our endpoint that has run out: a new one',
    run: (scene) => {
      scene.flow.forgetToken();
      return tested(scene, 'customer-lookup', { customer_id: 'c-1' });
    },
    expect: { http: 200, success: true, found: true, tokens: 1, requests: 1 },
  },
  {
    title: 'one that a restart made worthless: 401, a new one',
    run: async (scene) => {
      await scene.restart();
      return tested(scene, 'customer-lookup', { customer_id: 'c-1' });
    },
    expect: { http: 200, success: true, found: true, tokens: 1, requests: 2 },
  },
];

/** Tests a Data Action: its outputs, and how many tokens and requests its steps took. */
async function tested({ flow }: Scene, name: string, input: unknown): Promise<Outcome> {
  const startedAtMs = performance.now();
  const { status, headers, body } = await flow.test(name, input);
  const durationMs = performance.now() - startedAtMs;
  const { operations = [], finalResult = {} } = isJsonObject(body) ? body : {};
  const steps = (operations as { name: string }[]).map((operation) => operation.name);
  const count = (wanted: string): number => steps.filter((step) => step === wanted).length;
  const counts = { tokens: count('Run authentication action'), requests: count('Execute request') };
  return { way: 'flow', status, durationMs, headers, body: { ...(finalResult as object), ...counts } };
}
