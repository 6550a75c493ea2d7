import type { ActionExample } from '../action-examples.js';
import { Architect } from '../architect.js';
import { jsonCall, type JsonResponse } from '../json/json-call.js';
import type { JsonObject } from '../json/json-object.js';
import type { RecordedCall } from '../simulator/journal.js';
import type { World } from '../world.js';

const KEPT_RESULTS = 20;
const REPEAT_MS = 2_000;
/** Time limit for repeated calls, so that a forgotten page does not call forever. */
const REPEAT_LIMIT_MS = 600_000;
/** Routes of the platform that only flows and administrators call. They do not count as upstream requests of the service. */
const PLATFORM_ROUTES = new Set([
  'execute',
  'test',
  'importAction',
  'action',
  'actions',
  'integrations',
  'credentials',
]);

/** How a call is sent: as a flow does, or with plain HTTP and a token of the identity provider. */
export type Channel = 'flow' | 'http';

export interface FlowCall {
  readonly action: string;
  readonly channel: Channel;
  readonly input: JsonObject;
}

/** A request that reached an upstream during a call. */
export interface UpstreamRequest {
  readonly system: string;
  readonly request: string;
  /** Null if there was no response. */
  readonly status: number | null;
  readonly durationMs: number | undefined;
}

export interface CallResult {
  readonly id: number;
  readonly atMs: number;
  readonly call: FlowCall;
  readonly status: number;
  readonly durationMs: number;
  readonly body: unknown;
  readonly upstreamRequests: readonly UpstreamRequest[];
}

/** Sends calls through the simulated platform, one after another, and keeps the latest results. */
export class FlowCalls {
  private readonly stored: CallResult[] = [];
  private count = 0;
  private repeated: NodeJS.Timeout | undefined;
  private isBusy = false;
  /** The call that the form shows. */
  last: FlowCall;

  constructor(
    private readonly world: World,
    private readonly serviceUrl: string,
    private readonly flow: Promise<Architect>,
    readonly examples: readonly ActionExample[],
  ) {
    // Prevents an unhandled rejection. Each call awaits `flow` and reports its failure.
    flow.catch(() => undefined);
    const first = examples.find(({ name }) => name === 'customer-overview') ?? examples[0];
    this.last = { action: first?.name ?? '', channel: 'flow', input: (first?.input ?? {}) as JsonObject };
  }

  /** The results, newest first. */
  get results(): readonly CallResult[] {
    return this.stored;
  }

  get isRepeating(): boolean {
    return this.repeated !== undefined;
  }

  async send(call: FlowCall): Promise<void> {
    this.last = call;
    const atMs = Date.now();
    const startedAtMs = performance.now();
    const response = await this.responseTo(call);
    const durationMs = performance.now() - startedAtMs;
    this.count += 1;
    const upstreamRequests = this.requestsSince(atMs);
    const { status, body } = response;
    this.stored.unshift({ id: this.count, atMs, call, status, durationMs, body, upstreamRequests });
    this.stored.length = Math.min(this.stored.length, KEPT_RESULTS);
  }

  /** Sends a call every two seconds, for at most ten minutes. */
  repeat(call: FlowCall): void {
    this.endRepeat();
    const endsAtMs = performance.now() + REPEAT_LIMIT_MS;
    const next = async (): Promise<void> => {
      if (performance.now() > endsAtMs) this.endRepeat();
      if (this.isBusy) return;
      this.isBusy = true;
      await this.send(call).finally(() => (this.isBusy = false));
    };
    this.repeated = setInterval(() => void next(), REPEAT_MS);
    void next();
  }

  endRepeat(): void {
    clearInterval(this.repeated);
    this.repeated = undefined;
  }

  private async responseTo({ action, channel, input }: FlowCall): Promise<Pick<JsonResponse, 'status' | 'body'>> {
    try {
      if (channel === 'flow') return await (await this.flow).execute(action, asFlowInput(input));
      return await jsonCall(`${this.serviceUrl}/api/v1/dataactions/${action}`, {
        body: input,
        headers: { Authorization: `Bearer ${this.world.issuer.token()}` },
      });
    } catch (error) {
      return { status: 0, body: { message: String(error) } };
    }
  }

  private requestsSince(atMs: number): UpstreamRequest[] {
    return this.world.simulators.flatMap(({ name, journal }) =>
      journal
        .calls()
        .filter(({ route, arrivedAt }) => arrivedAt >= atMs && !PLATFORM_ROUTES.has(route))
        .map((call) => describe(name, call)),
    );
  }
}

/** Returns the input with lists and objects as JSON text, because a Data Action accepts only scalars. */
function asFlowInput(input: JsonObject): JsonObject {
  const entries = Object.entries(input).map(([name, value]) => [
    name,
    typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
  ]);
  return Object.fromEntries(entries) as JsonObject;
}

function describe(system: string, { method, url, status, arrivedAt, closedAt }: RecordedCall): UpstreamRequest {
  const durationMs = closedAt === null ? undefined : closedAt - arrivedAt;
  return { system, request: `${method} ${url}`, status, durationMs };
}
