import { SigningKey } from '../sandbox/issuer/signing-key.js';
import { World } from '../sandbox/world.js';

/** Calls of one kind, and their expected response. */
export interface Workload {
  readonly name: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body of the next call. */
  readonly body?: () => string;
  readonly status: number;
  /** A text that every expected response contains. */
  readonly mark: string;
  readonly calls: number;
  /** Whether the stock server supports this workload. */
  readonly isEchoed: boolean;
  /** Whether the state is stored in Redis. */
  readonly isShared?: boolean;
}

const FLOW = { id: '0b6f8a1e-52c4-4d6b-8a57-1f2c3d4e5f60', name: 'Inbound support', version: '12.0' };

const enveloped = (data: object): string =>
  JSON.stringify({
    data,
    flow: FLOW,
    interaction: { id: '6d1e2f3a-4b5c-4d6e-8f70-8192a3b4c5d6', type: 'voice', channel: 'phone' },
    timestamp: '2026-01-15T10:30:00.000Z',
  });

let sent = 0;

/** Returns all workloads. A body that differs for each call differs across all rounds. */
export function workloadsFor(world: World): readonly Workload[] {
  const read = { method: 'POST', path: '/api/v1/dataactions/customer-lookup' } as const;
  const write = { method: 'POST', path: '/api/v1/dataactions/invoke-data-action' } as const;
  const json = { 'content-type': 'application/json', authorization: `Bearer ${world.issuer.token()}` };
  const forged = world.issuer.token({
    key: SigningKey.generate(),
    header: { kid: world.issuer.key.kid },
    claims: { aud: 'https://another.example' },
  });
  const payload = { contactId: 'c-9876543210', actionType: 'update_status', newStatus: 'resolved' };
  const change = (key: string): string => enveloped({ idempotency_key: key, input_payload: payload });
  return [
    {
      ...read,
      name: 'cached read',
      headers: json,
      body: () => enveloped({ customer_id: 'c-1' }),
      status: 200,
      mark: 'c-1',
      calls: 5_000,
      isEchoed: true,
    },
    {
      ...read,
      name: 'read, upstream of 0 ms',
      headers: json,
      body: () => enveloped({ customer_id: `c-${(sent += 1)}x` }),
      status: 200,
      mark: '"found":true',
      calls: 1_000,
      isEchoed: false,
    },
    {
      ...write,
      name: 'first write',
      headers: json,
      body: () => change(`bench-${process.pid}-${(sent += 1)}`),
      status: 200,
      mark: '"status":"completed"',
      calls: 700,
      isEchoed: false,
      isShared: true,
    },
    {
      ...write,
      name: 'replayed write',
      headers: json,
      body: () => change('bench-again'),
      status: 200,
      mark: '"status":"completed"',
      calls: 1_000,
      isEchoed: false,
      isShared: true,
    },
    {
      ...read,
      name: 'rejected token',
      headers: { ...json, authorization: `Bearer ${forged}` },
      body: () => enveloped({ customer_id: 'c-1' }),
      status: 401,
      mark: 'UNAUTHENTICATED',
      calls: 1_500,
      isEchoed: false,
    },
    {
      name: '/health/live',
      method: 'GET',
      path: '/health/live',
      headers: {},
      status: 200,
      mark: 'ok',
      calls: 5_000,
      isEchoed: true,
    },
  ];
}
