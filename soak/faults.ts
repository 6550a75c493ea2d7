import type { World } from '../sandbox/world.js';

const HEALTHY_MS = 12_000;
const ILL_MS = 6_000;

/** How long the service may take to be well after its upstreams are: circuits open for a second first, and at most for eight. */
export const RECOVERY_MS = 10_000;

/** What goes wrong, one after another. */
const ILLNESSES: readonly ((world: World) => void)[] = [
  ({ crm }) => crm.fail('customers', { kind: 'status', status: 503, share: 0.5 }),
  ({ genesys }) => genesys.fail('execute', { kind: 'status', status: 503 }),
  ({ crm }) => crm.fail('customers', { kind: 'hang' }),
  ({ orders }) => orders.fail('orders', { kind: 'reset' }),
  ({ genesys }) => genesys.fail('execute', { kind: 'hang', takesEffect: true, share: 0.2 }),
  ({ crm }) => crm.fail('accounts', { kind: 'notJson' }),
  ({ genesys }) => genesys.fail('queues', { kind: 'status', status: 429, headers: { 'Retry-After': '1' } }),
  ({ crm }) => crm.fail('customers', { kind: 'latency', latencyMs: 800 }),
  ({ genesys }) => genesys.fail('execute', { kind: 'cutShort' }),
];

/** Makes the upstreams ill and well again, in turns. */
export class Faults {
  private timer: NodeJS.Timeout;
  private turn = 0;
  private isIll = false;
  private wellSinceMs = -Infinity;

  constructor(private readonly world: World) {
    this.timer = setTimeout(() => this.begin(), HEALTHY_MS);
  }

  /** Whether a call may fail now: an upstream fails, or did a moment ago. */
  get areFelt(): boolean {
    return this.isIll || performance.now() - this.wellSinceMs < RECOVERY_MS;
  }

  end(): void {
    clearTimeout(this.timer);
    this.heal();
  }

  private begin(): void {
    this.isIll = true;
    ILLNESSES[this.turn % ILLNESSES.length]?.(this.world);
    this.turn += 1;
    this.timer = setTimeout(() => {
      this.heal();
      this.timer = setTimeout(() => this.begin(), HEALTHY_MS + RECOVERY_MS);
    }, ILL_MS);
  }

  private heal(): void {
    for (const simulator of this.world.simulators) simulator.heal();
    if (this.isIll) this.wellSinceMs = performance.now();
    this.isIll = false;
  }
}
