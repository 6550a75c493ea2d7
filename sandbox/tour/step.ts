import type { Architect } from '../architect.js';
import { isJsonObject } from '../json/json-object.js';
import type { ServiceProcess } from '../process/service-process.js';
import type { World } from '../world.js';

export interface TourContext {
  readonly world: World;
  readonly url: string;
  readonly flow: Architect;
  /** Restarts the service on the same port. */
  readonly restart: () => Promise<ServiceProcess>;
}

/** How a step calls the service: like a flow, with a definition that the platform runs, or with plain HTTP. */
export type Channel = 'flow' | 'HTTP';

export interface Outcome {
  readonly via: Channel;
  readonly status: number;
  readonly durationMs: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Step {
  readonly title: string;
  /** Sets up the case, makes the call, and removes faults. */
  readonly run: (tour: TourContext) => Promise<Outcome>;
  /** Expected values by path: outputs of the Data Action or fields of the envelope, and the HTTP status. */
  readonly expect: Readonly<Record<string, unknown>>;
  readonly withinMs?: number;
}

/** A call with plain HTTP, by default with a valid token. */
export interface Call {
  readonly path: string;
  readonly body?: unknown;
  readonly text?: string;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

export const action = (name: string): string => `/api/v1/dataactions/${name}`;

/** Runs a Data Action as a flow does. Names that end with ` by status` use the failure style `status`. */
export async function execute({ flow }: TourContext, name: string, input: unknown): Promise<Outcome> {
  const startedAtMs = performance.now();
  const { status, headers, body } = await flow.execute(name, input);
  const durationMs = performance.now() - startedAtMs;
  return { via: 'flow', status, durationMs, headers, body: isJsonObject(body) ? body : {} };
}

/** Makes a call with plain HTTP, for cases that no definition can produce. */
export async function call(
  { world, url }: TourContext,
  { path, body, text, headers, ...rest }: Call,
): Promise<Outcome> {
  const token = 'token' in rest ? rest.token : world.issuer.token();
  const startedAtMs = performance.now();
  const response = await fetch(url + path, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: text ?? JSON.stringify(body),
  });
  const output = (await response.json()) as Record<string, unknown>;
  const durationMs = performance.now() - startedAtMs;
  return { via: 'HTTP', status: response.status, durationMs, headers: response.headers, body: output };
}
