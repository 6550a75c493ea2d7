import { World } from '../world.js';

/** Where a step finds what it needs. */
export interface Scene {
  readonly world: World;
  readonly url: string;
}

/** What a call got back, as a flow sees it. */
export interface Outcome {
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
  /** What the answer must show: fields of the envelope, and the HTTP status. */
  readonly expect: Readonly<Record<string, unknown>>;
  /** The most that the call may take. */
  readonly withinMs?: number;
}

/** A call as a flow would make it; unless it says otherwise, with a good token. */
export interface Call {
  readonly path: string;
  readonly body?: unknown;
  readonly text?: string;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The path of an action. */
export const action = (name: string): string => `/api/v1/dataactions/${name}`;

/** Makes a call. */
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
  return { status: response.status, durationMs, headers: response.headers, body: answer };
}
