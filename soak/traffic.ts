import type { World } from '../sandbox/world.js';

/** One call, and what its answer may be. */
export interface PlannedCall {
  readonly kind: string;
  readonly path: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The HTTP status that it gets while all is well. */
  readonly status: number;
  /** Whether it gets that status also while upstreams fail. */
  readonly isOurs?: boolean;
}

const LOOKUP = '/api/v1/dataactions/customer-lookup';
const HOT_CUSTOMERS = 50;
/** Few, so that a write whose outcome an ill upstream has left unknown is not asked for long after. */
const RECENT_WRITES = 30;
/** Over `BODY_LIMIT_BYTES`. */
const TOO_LARGE = JSON.stringify({ customer_id: 'c'.repeat(600_000) });

type Kind = readonly [share: number, plan: (number: number) => PlannedCall];

/** A mixed load as a contact centre's flows make it, and as those make it who mean harm or have made a mistake. */
export class Traffic {
  private readonly kinds: readonly Kind[];
  private readonly shares: number;
  private good = '';
  private goodUntilMs = 0;
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
      [5, () => this.refused('no token', 401, {}, '{}')],
      [4, (number) => this.refused('forged token', 401, { Authorization: `Bearer ${this.token}${number}` }, '{}')],
      [4, () => this.refused('malformed body', 400, this.authorized, '{"customer_id": "c-')],
      [1, () => this.refused('invalid input', 400, this.authorized, '{"customer": 1}')],
      [1, () => this.refused('body too large', 413, this.authorized, TOO_LARGE)],
    ];
    this.shares = this.kinds.reduce((sum, [share]) => sum + share, 0);
  }

  /** The call of that number; which kind it is depends on the number alone. */
  plan(number: number): PlannedCall {
    // A step that has no factor in common with the shares, so that the kinds alternate.
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

  private refused(kind: string, status: number, headers: Record<string, string>, body: string): PlannedCall {
    return { kind, path: LOOKUP, body, headers, status, isOurs: true };
  }

  private get authorized(): Record<string, string> {
    return { Authorization: `Bearer ${this.token}` };
  }

  /** Ten minutes old at most, so that a long soak meets new tokens too. */
  private get token(): string {
    if (performance.now() > this.goodUntilMs) {
      this.good = this.world.issuer.token();
      this.goodUntilMs = performance.now() + 600_000;
    }
    return this.good;
  }
}
