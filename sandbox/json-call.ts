/** An answer with its body read: JSON where it is, else the text. */
export interface JsonAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** What goes with a call; a `body` is sent as JSON. */
export interface JsonCall {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** One HTTP call with JSON both ways, as the tour and the tests make them. Follows no redirect; rejects where no whole answer comes. */
export async function jsonCall(url: string, { method, headers, body, signal }: JsonCall = {}): Promise<JsonAnswer> {
  const response = await fetch(url, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? null : JSON.stringify(body),
    redirect: 'manual',
    signal: signal ?? null,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
