import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { CRM_API_KEY } from '../../sandbox/world.js';

const TRIES = 3;
const BASE_MS = 200;
const TIMEOUT_MS = 5_000;

/** A simple client of the CRM: three attempts after any failure, with a growing wait between them. */
export class NaiveClient {
  attempts = 0;
  private readonly agent = new Agent({ keepAlive: true });

  constructor(private readonly baseUrl: string) {}

  /** Returns whether one of the attempts succeeds. */
  async lookup(customer: string): Promise<boolean> {
    for (let wait = BASE_MS, left = TRIES; left > 0; left -= 1, wait *= 2) {
      this.attempts += 1;
      if (await this.attempt(customer)) return true;
      if (left > 1) await sleep(wait);
    }
    return false;
  }

  close(): void {
    this.agent.destroy();
  }

  private attempt(customer: string): Promise<boolean> {
    const options = { agent: this.agent, headers: { 'X-API-Key': CRM_API_KEY }, timeout: TIMEOUT_MS };
    return new Promise((resolve) => {
      const sent = request(`${this.baseUrl}/api/v1/customers?id=${customer}`, options, (response) => {
        response.resume().on('end', () => resolve(response.statusCode === 200));
      });
      sent.on('timeout', () => sent.destroy()).on('error', () => resolve(false));
      sent.end();
    });
  }
}
