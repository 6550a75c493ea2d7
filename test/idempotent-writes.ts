import { Reply, TestService } from './service.js';

/** The write action that these stories are about. */
export const ROUTE = 'invoke-data-action';
export const PAYLOAD = { contactId: 'c-9876543210', actionType: 'update_status', newStatus: 'resolved' };

/** Has the platform execute a key once; its usual path ignores keys. */
export const INVOKE_PATH = '/api/v2/dataactions/actions/{actionId}/invoke';

let keys = 0;
export const newKey = (): string => `evt-${(keys += 1)}`;

/** The bytes of `data` as they stand in the answer. */
export const dataOf = ({ text }: Pick<Reply, 'text'>): string => /"data":(.*),"errors":/s.exec(text)?.[1] ?? text;

interface Told {
  readonly payload?: unknown;
  readonly headers?: Record<string, string>;
  readonly token?: string;
}

/** Calls the write action under a key. */
export const write = (
  service: TestService,
  key: string,
  { payload = PAYLOAD, headers, token }: Told = {},
): Promise<Reply> =>
  service.call(ROUTE, { input_payload: payload }, { token, headers: { 'Idempotency-Key': key, ...headers } });

/** The platform executes at once, and answers when it is told to. */
export function holdAnswers({ world }: TestService): (answer?: object) => void {
  let release = (_answer: object): void => undefined;
  const held = new Promise<object>((resolve) => (release = resolve));
  world.genesys.respondWith('execute', async () => ({ status: 200, body: await held }));
  return (answer = { success: true }) => release(answer);
}
