import { Reply, TestService } from './service.js';

/** The write action of these tests. */
export const ROUTE = 'invoke-data-action';
export const PAYLOAD = { contactId: 'c-9876543210', actionType: 'update_status', newStatus: 'resolved' };

/** The path on which the platform executes a key once. Its usual path ignores keys. */
export const INVOKE_PATH = '/api/v2/dataactions/actions/{actionId}/invoke';

let keys = 0;
export const newKey = (): string => `evt-${(keys += 1)}`;

/** Returns the bytes of `data` in the response. */
export const dataOf = ({ text }: Pick<Reply, 'text'>): string => /"data":(.*),"errors":/s.exec(text)?.[1] ?? text;

interface WriteOptions {
  readonly payload?: unknown;
  readonly headers?: Record<string, string>;
  readonly token?: string;
}

/** Calls the write action with a key. */
export const write = (
  service: TestService,
  key: string,
  { payload = PAYLOAD, headers, token }: WriteOptions = {},
): Promise<Reply> =>
  service.call(ROUTE, { input_payload: payload }, { token, headers: { 'Idempotency-Key': key, ...headers } });

/** Makes the platform execute at once, and respond when the test calls the returned function. */
export function holdResponses({ world }: TestService): (output?: object) => void {
  let release = (_output: object): void => undefined;
  const output = new Promise<object>((resolve) => (release = resolve));
  world.genesys.respondWith('execute', async () => ({ status: 200, body: await output }));
  return (output = { success: true }) => release(output);
}
