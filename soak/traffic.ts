import type { World } from '../sandbox/world.js';

export interface PlannedCall {
  readonly kind: string;
  readonly path: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Expected HTTP status without a fault. */
  readonly status: number;
  /** True if the status does not depend on upstreams. */
  readonly isIndependent?: boolean;
}

const LOOKUP = '/api/v1/dataactions/customer-lookup';
const HOT_CUSTOMERS = 50;
/** Number of latest writes that are repeated. Small, so a write with an unknown outcome soon leaves this range. */
const RECENT_WRITES = 30;
/** Over `BODY_LIMIT_BYTES`. */
const TOO_LARGE = JSON.stringify({ customer_id: 'c'.repeat(600_000) });

type Kind = readonly [share: number, plan: (number: number) => PlannedCall];

/** Mixed load of regular, faulty and malicious calls. */
export class Traffic {
  private readonly kinds: readonly Kind[];
  private readonly shares: number;
  private validToken = '';
  private tokenUntilMs = 0;
  private writes = 0;

  constructor(private readonly world: World) {
    this.kinds = [
      [40, (number) => this.read('cached read', LOOKUP, { customer_id: `c-${number % HOT_CUSTOMERS}` })],
      [15, (number) => this.read('cold read', LOOKUP, { customer_id: `c-cold-${number}` })],
      [5, () => this.read('queues', '/dataaction/queues', { pageSize: 25 })],
      [
        5,
        (number) => this.read('overview', '/api/v1/dataactions/customer-overview', { customerId: `c-${number % 500}` }),
      ],
      [10, () => this.write('first write', (this.writes += 1))],
      [10, (number) => this.write('repeated write', this.writes - (number % Math.min(this.writes, RECENT_WRITES)))],
      [5, () => this.rejected('no token', 401, {}, '{}')],
      [4, (number) => this.rejected('forged token', 401, { Authorization: `Bearer ${this.token}${number}` }, '{}')],
      [4, () => this.rejected('malformed body', 400, this.authorized, '{"customer_id": "c-')],
      [1, () => this.rejected('invalid input', 400, this.authorized, '{"customer": 1}')],
      [1, () => this.rejected('body too large', 413, this.authorized, TOO_LARGE)],
    ];
    this.shares = this.kinds.reduce((sum, [share]) => sum + share, 0);
  }

  /** Returns the call with a number. The number determines its kind. */
  plan(number: number): PlannedCall {
    // The step has no common factor with the sum of shares, so that kinds alternate.
    let place = (number * 37) % this.shares;
    for (const [share, plan] of this.kinds) {
      if (place < share) return plan(number);
      place -= share;
    }
    throw new Error('the shares do not add up');
  }

  private read(kind: string, path: string, input: unknown): PlannedCall {
    return { kind, path, body: JSON.stringify(input), headers: this.authorized, status: 200 };
  }

  private write(kind: string, write: number): PlannedCall {
    const key = `soak-${Math.max(write, 1)}`;
    const headers = { ...this.authorized, 'Idempotency-Key': key };
    const body = JSON.stringify({ input_payload: { contactId: key } });
    return { kind, path: '/invoke-data-action', body, headers, status: 200 };
  }

  private rejected(kind: string, status: number, headers: Record<string, string>, body: string): PlannedCall {
    return { kind, path: LOOKUP, body, headers, status, isIndependent: true };
  }

  private get authorized(): Record<string, string> {
    return { Authorization: `Bearer ${this.token}` };
  }

  /** Replaces the token every ten minutes. */
  private get token(): string {
    if (performance.now() > this.tokenUntilMs) {
      this.validToken = this.world.issuer.token();
      this.tokenUntilMs = performance.now() + 600_000;
    }
    return this.validToken;
  }
}
