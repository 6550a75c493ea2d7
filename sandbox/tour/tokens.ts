import { isJsonObject } from '../json/json-object.js';
import { Outcome, TourContext, Step } from './step.js';

/** Calls for which the platform needs a new token from the service's own endpoint. */
export const TOKENS: readonly Step[] = [
  {
    title: 'expired token: the platform gets a new token',
    run: (tour) => {
      tour.flow.forgetToken();
      return testAction(tour, 'customer-lookup', { customer_id: 'c-1' });
    },
    expect: { http: 200, success: true, found: true, tokens: 1, requests: 1 },
  },
  {
    title: 'token invalid after a restart: 401, then a new token',
    run: async (tour) => {
      await tour.restart();
      return testAction(tour, 'customer-lookup', { customer_id: 'c-1' });
    },
    expect: { http: 200, success: true, found: true, tokens: 1, requests: 2 },
  },
];

/** Tests a Data Action. @returns its outputs and the numbers of token requests and requests */
async function testAction({ flow }: TourContext, name: string, input: unknown): Promise<Outcome> {
  const startedAtMs = performance.now();
  const { status, headers, body } = await flow.test(name, input);
  const durationMs = performance.now() - startedAtMs;
  const { operations = [], finalResult = {} } = isJsonObject(body) ? body : {};
  const steps = (operations as { name: string }[]).map((operation) => operation.name);
  const count = (wanted: string): number => steps.filter((step) => step === wanted).length;
  const counts = { tokens: count('Run authentication action'), requests: count('Execute request') };
  return { via: 'flow', status, durationMs, headers, body: { ...(finalResult as object), ...counts } };
}
