import { AuthResponses } from './auth-responses.js';

describe('a cached authentication', () => {
  let now = 0;
  const responses = new AuthResponses(() => now);
  const renew = (response: Record<string, unknown>) => responses.renew('i-1', async () => response);

  beforeEach(() => {
    now = 1_000;
    responses.forget('i-1');
  });

  it.each([[60], ['60']])('is valid until its expires_in of %j seconds is over', async (expires_in) => {
    await renew({ access_token: 'a', expires_in });
    now = 60_999;
    expect(responses.get('i-1')).toEqual({ access_token: 'a', expires_in });
    now = 61_000;
    expect(responses.get('i-1')).toBeUndefined();
  });

  it('never expires without expires_in', async () => {
    await renew({ access_token: 'a' });
    now = 1e15;

    expect(responses.get('i-1')).toEqual({ access_token: 'a' });
  });

  it('is removed after a backend rejects it, but not if a newer one has replaced it', async () => {
    const first = await renew({ access_token: 'a' });
    const second = await renew({ access_token: 'b' });
    responses.forget('i-1', first);
    expect(responses.get('i-1')).toBe(second);
    responses.forget('i-1', second);

    expect(responses.get('i-1')).toBeUndefined();
  });

  it('is not cached after a failure, and belongs to one integration', async () => {
    await expect(responses.renew('i-1', async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await renew({ access_token: 'a' });

    expect(responses.get('i-2')).toBeUndefined();
    expect(responses.get('i-1')).toEqual({ access_token: 'a' });
  });
});
