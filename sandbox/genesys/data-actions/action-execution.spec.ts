import { jsonCall } from '../../json/json-call.js';
import { SANDBOX_ACTION_ID, startWorld, type World } from '../../world.js';

describe('Data Actions of the Genesys simulator', () => {
  let world: World;
  let authorization: string;
  const post = (path: string, body: unknown, key?: string) =>
    jsonCall(world.genesys.url + path, {
      body,
      headers: { authorization, ...(key === undefined ? {} : { 'Idempotency-Key': key }) },
    });
  const execute = (body: unknown, key?: string, id = SANDBOX_ACTION_ID) =>
    post(`/api/v2/integrations/actions/${id}/execute`, body, key);
  const invoke = (body: unknown, key?: string, id = SANDBOX_ACTION_ID) =>
    post(`/api/v2/dataactions/actions/${id}/invoke`, body, key);
  const update = { contactId: 'c-9876543210', actionType: 'update_status', newStatus: 'resolved' };
  const failing = { contactId: 'c-1', actionType: 'always_fails' };

  beforeAll(async () => {
    world = await startWorld();
    authorization = `Bearer ${world.genesys.tokens.issue()}`;
  });
  afterEach(() => world.reset());
  afterAll(() => world.stop());

  it('executes an action and returns the output', async () => {
    expect(await execute(update)).toMatchObject({
      status: 200,
      body: { contactId: 'c-9876543210', updatedFields: ['newStatus'], success: true, executionId: expect.any(String) },
    });
    expect(world.genesys.runs.all).toMatchObject([{ actionId: SANDBOX_ACTION_ID, input: update, succeeded: true }]);
  });

  it('executes again with the same key, as the platform does', async () => {
    const [one, other] = [await execute(update, 'k-1'), await execute(update, 'k-1')];

    expect(one.body).not.toEqual(other.body);
    expect(world.genesys.runs.countOf('k-1')).toBe(2);
    expect(world.genesys.runs.countOf('k-2')).toBe(0);
  });

  it('executes an action even if its response is lost', async () => {
    world.genesys.fail('execute', { kind: 'reset', takesEffect: true });

    await expect(execute(update, 'k-1')).rejects.toThrow('fetch failed');
    expect(world.genesys.runs.countOf('k-1')).toBe(1);
  });

  it('invokes once per key and replays the response', async () => {
    const [one, other] = [await invoke({ input: update }, 'k-1'), await invoke({ input: update }, 'k-1')];

    expect(one.body).toEqual({
      id: expect.stringMatching(/^da-inv-[0-9a-f]{8}$/),
      status: 'completed',
      output: {
        contactId: 'c-9876543210',
        updatedFields: ['newStatus'],
        success: true,
        executionId: expect.any(String),
      },
      requestId: expect.stringMatching(/^req-[0-9a-f-]{27}$/),
    });
    expect(other.body).toEqual(one.body);
    expect(world.genesys.runs.countOf('k-1')).toBe(1);
  });

  it('invokes each time without a key', async () => {
    await invoke({ input: update });
    await invoke({ input: update });

    expect(world.genesys.runs.all).toHaveLength(2);
  });

  it('returns 409 for a key with a failed invocation', async () => {
    expect(await invoke({ input: failing }, 'k-1')).toMatchObject({
      status: 400,
      body: { code: 'action.execution.failed' },
    });
    expect(await invoke({ input: update }, 'k-1')).toMatchObject({
      status: 409,
      body: {
        code: 'idempotency.key.conflict',
        message: 'The Idempotency-Key k-1 is bound to a failed invocation',
        status: 409,
      },
    });
    expect(world.genesys.runs.countOf('k-1')).toBe(1);
  });

  it('returns 409 for a key that a test bound to a failure', async () => {
    world.genesys.runs.bindToFailure('k-1');

    expect((await invoke({ input: update }, 'k-1')).status).toBe(409);
    expect((await execute(update, 'k-1')).status).toBe(200);
  });

  it('returns 400 if the execution fails', async () => {
    expect((await execute(failing)).status).toBe(400);
    expect(world.genesys.runs.all).toMatchObject([{ succeeded: false }]);
  });

  it.each(['nothing', 'customer', 'custom-1'])('returns 404 for the unknown action %s', async (id) => {
    expect((await execute(update, undefined, id)).status).toBe(404);
    expect((await invoke({ input: update }, undefined, id)).status).toBe(404);
  });

  it.each([[[1]], ['text'], [null]])('returns 400 if the body is %j and not an object', async (body) => {
    expect((await execute(body)).status).toBe(400);
    expect((await invoke({ input: body })).status).toBe(400);
    expect((await invoke(body)).status).toBe(400);
    expect(world.genesys.runs.all).toEqual([]);
  });

  it('requires a token', async () => {
    const path = `/api/v2/integrations/actions/${SANDBOX_ACTION_ID}/execute`;

    expect((await jsonCall(world.genesys.url + path, { body: update })).status).toBe(401);
    expect(world.genesys.runs.all).toEqual([]);
  });
});
