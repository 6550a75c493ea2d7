import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { World } from '../../sandbox/world.js';
import { ENDS_AT_S, FAILS_AT_S, Incident, RECOVERS_AT_S, recover } from './incident.js';

/** Number of flows that call at the same time, and the pause of each flow between two calls. */
const FLOWS = 40;
const PAUSE_MS = 250;

export interface Second {
  calls: number;
  successes: number;
  /** Number of requests that the service sent, including requests that the upstream did not receive. */
  attempts: number;
  latenciesMs: number[];
}

const agent = new Agent({ keepAlive: true, maxSockets: FLOWS });
let customers = 0;

/** Runs an incident against a service, and returns its seconds. */
export async function measure(world: World, port: number, incident: Incident): Promise<readonly Second[]> {
  await recover(world);
  const token = world.issuer.token();
  const seconds: Second[] = Array.from({ length: ENDS_AT_S }, () => ({
    calls: 0,
    successes: 0,
    attempts: 0,
    latenciesMs: [],
  }));
  const startedAtMs = performance.now();
  const elapsedS = (): number => (performance.now() - startedAtMs) / 1_000;
  const flow = async (): Promise<void> => {
    await sleep(Math.random() * PAUSE_MS);
    while (elapsedS() < ENDS_AT_S) {
      const sentAtMs = performance.now();
      const isSuccess = await call(port, token);
      const second = seconds[Math.floor(elapsedS())];
      if (second) {
        second.calls += 1;
        second.successes += Number(isSuccess);
        second.latenciesMs.push(performance.now() - sentAtMs);
      }
      await sleep(PAUSE_MS);
    }
  };
  const flows = Promise.all(Array.from({ length: FLOWS }, flow));
  const faults = (async () => {
    await sleep(FAILS_AT_S * 1_000);
    await incident.begin(world);
    await sleep((RECOVERS_AT_S - FAILS_AT_S) * 1_000);
    await recover(world);
  })();
  await countAttempts(port, seconds, elapsedS);
  await Promise.all([flows, faults]);
  return seconds;
}

/** Looks up a customer that is not cached. Returns whether the call succeeds. */
function call(port: number, token: string): Promise<boolean> {
  customers += 1;
  const body = JSON.stringify({ customer_id: `c-${customers}` });
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` };
  return new Promise((resolve) => {
    const sent = request(
      { agent, port, method: 'POST', path: '/api/v1/dataactions/customer-lookup', headers },
      (response) => {
        response.resume().on('end', () => resolve(response.statusCode === 200));
      },
    );
    sent.on('error', () => resolve(false));
    sent.end(body);
  });
}

/** Reads the number of attempts from the metrics once a second. */
async function countAttempts(port: number, seconds: readonly Second[], elapsedS: () => number): Promise<void> {
  let before = await attemptsOf(port);
  for (const [index, second] of seconds.entries()) {
    await sleep(Math.max(0, (index + 1 - elapsedS()) * 1_000));
    const now = await attemptsOf(port);
    second.attempts = now - before;
    before = now;
  }
}

async function attemptsOf(port: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const samples = [...text.matchAll(/^upstream_attempts_total\{upstream="CRM".*\} (\d+)$/gm)];
  return samples.reduce((sum, [, value]) => sum + Number(value), 0);
}
