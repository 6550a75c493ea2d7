import type { World } from '../sandbox/world.js';

const HEALTHY_MS = 12_000;
const FAILING_MS = 6_000;

/** Time in which calls may still fail after an upstream has recovered, because its circuit can still be open. */
const RECOVERY_MS = 10_000;

const FAULTS: readonly ((world: World) => void)[] = [
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

/** Sets the faults of the upstreams one after another, and clears each before the next. */
export class Faults {
  private timer: NodeJS.Timeout;
  private turn = 0;
  private isFailing = false;
  private healedAtMs = -Infinity;

  constructor(private readonly world: World) {
    this.timer = setTimeout(() => this.begin(), HEALTHY_MS);
  }

  /** True if a call may fail: an upstream fails, or recovered recently. */
  get affectCalls(): boolean {
    return this.isFailing || performance.now() - this.healedAtMs < RECOVERY_MS;
  }

  end(): void {
    clearTimeout(this.timer);
    this.heal();
  }

  private begin(): void {
    this.isFailing = true;
    FAULTS[this.turn % FAULTS.length]?.(this.world);
    this.turn += 1;
    this.timer = setTimeout(() => {
      this.heal();
      this.timer = setTimeout(() => this.begin(), HEALTHY_MS + RECOVERY_MS);
    }, FAILING_MS);
  }

  private heal(): void {
    for (const simulator of this.world.simulators) simulator.heal();
    if (this.isFailing) this.healedAtMs = performance.now();
    this.isFailing = false;
  }
}
