import type { Architect } from '../architect.js';
import { isJsonObject } from '../json-object.js';
import type { ServiceProcess } from '../service-process.js';
import type { World } from '../world.js';

/** Where a step finds what it needs. */
export interface Scene {
  readonly world: World;
  readonly url: string;
  readonly flow: Architect;
  /** Stops the service and starts it anew at its address. */
  readonly restart: () => Promise<ServiceProcess>;
}

/** How a step reaches the service: as a flow does, through a definition that the platform runs, or by bare HTTP. */
export type Way = 'flow' | 'HTTP';

/** What a call got back. */
export interface Outcome {
  readonly way: Way;
  readonly status: number;
  readonly durationMs: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One thing that a flow may meet. */
export interface Step {
  readonly title: string;
  /** Prepares the world, makes the call and leaves the world healthy. */
  readonly run: (scene: Scene) => Promise<Outcome>;
  /** What the answer must show: outputs of the Data Action or fields of the envelope, and the HTTP status. */
  readonly expect: Readonly<Record<string, unknown>>;
  /** The most that the call may take. */
  readonly withinMs?: number;
}

/** A call by bare HTTP; unless it says otherwise, with a good token. */
export interface Call {
  readonly path: string;
  readonly body?: unknown;
  readonly text?: string;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The path of an action. */
export const action = (name: string): string => `/api/v1/dataactions/${name}`;

/** Runs a Data Action as a flow does; names with ` by status` are those that fail by the HTTP status. */
export async function execute({ flow }: Scene, name: string, input: unknown): Promise<Outcome> {
  const startedAtMs = performance.now();
  const { status, headers, body } = await flow.execute(name, input);
  const durationMs = performance.now() - startedAtMs;
  return { way: 'flow', status, durationMs, headers, body: isJsonObject(body) ? body : {} };
}

/** Makes a call by bare HTTP, for what no definition can show. */
export async function call({ world, url }: Scene, { path, body, text, headers, ...rest }: Call): Promise<Outcome> {
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
  const answer = (await response.json()) as Record<string, unknown>;
  const durationMs = performance.now() - startedAtMs;
  return { way: 'HTTP', status: response.status, durationMs, headers: response.headers, body: answer };
}
