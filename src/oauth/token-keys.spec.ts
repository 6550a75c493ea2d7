import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { AuthConfig } from '../auth/access/auth.config.js';
import { LocalIssuerKeys } from '../auth/signing-keys/local-issuer-keys.js';
import { RedisConnection } from '../redis/redis-connection.js';
import { readTokenKeys } from './key-file.js';
import { OauthConfig } from './oauth.config.js';
import { TokenKeys } from './token-keys.js';

/** A key as a file holds it, and its name. */
const newKey = (): { pem: string; id: string } => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { pem, id: readTokenKeys(pem)[0]?.id ?? '' };
};

const OLD = newKey();
const NEW = newKey();

describe('the keys of the token endpoint', () => {
  let folder: string;
  let file: string;
  let own: LocalIssuerKeys;
  let keys: TokenKeys;
  let warnings: unknown[];

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'hrtime'] });
    jest.advanceTimersByTime(1_000);
    folder = mkdtempSync(join(tmpdir(), 'keys-'));
    file = join(folder, 'keys.pem');
    writeFileSync(file, OLD.pem);
    warnings = [];
    Logger.overrideLogger({ log: () => undefined, error: () => undefined, warn: (text) => void warnings.push(text) });
    own = new LocalIssuerKeys();
    keys = keysFrom({ signingKeyFile: file });
  });

  afterEach(() => {
    keys.onModuleDestroy();
    jest.useRealTimers();
    rmSync(folder, { recursive: true });
  });

  function keysFrom(config: Partial<OauthConfig>, redis = { isConfigured: false }): TokenKeys {
    const auth = { ...new AuthConfig(), oauthClients: new Map() };
    return new TokenKeys({ ...new OauthConfig(), ...config }, auth, own, redis as RedisConnection);
  }

  /** Lets time pass, and the file be read: until it has been, where that shows. */
  async function pass(seconds: number, isRead?: () => boolean): Promise<void> {
    await jest.advanceTimersByTimeAsync(seconds * 1_000);
    const limitNs = isRead ? 5_000_000_000n : 20_000_000n;
    const startedAt = process.hrtime.bigint();
    while (!isRead?.() && process.hrtime.bigint() - startedAt < limitNs)
      await new Promise((resolve) => setImmediate(resolve));
  }

  it('are read at the start, and the first of them signs', async () => {
    writeFileSync(file, NEW.pem + OLD.pem);
    await keys.onModuleInit();

    expect(keys.current.id).toBe(NEW.id);
    expect(own.keyIds).toEqual([NEW.id, OLD.id]);
    expect(JSON.stringify(keys.jwks)).not.toMatch(/"(d|p|q|dp|dq|qi)"/);
  });

  it('are rotated with overlap and without a restart: the old one verifies until it is taken out', async () => {
    await keys.onModuleInit();
    const { changes } = own;
    writeFileSync(file, NEW.pem + OLD.pem);
    await pass(5, () => own.changes === changes + 1);
    expect([keys.current.id, own.keyIds]).toEqual([NEW.id, [NEW.id, OLD.id]]);
    expect(own.changes).toBe(changes + 1);

    writeFileSync(file, NEW.pem);
    await pass(5, () => own.changes === changes + 2);
    expect([keys.current.id, own.keyIds]).toEqual([NEW.id, [NEW.id]]);
    await pass(5);
    expect(own.changes).toBe(changes + 2);
  });

  it('are looked at again at once where a token names another one', async () => {
    await keys.onModuleInit();
    writeFileSync(file, NEW.pem + OLD.pem);
    const found = own.findAnew(NEW.id);
    await jest.advanceTimersByTimeAsync(250);

    expect((await found)?.[0]?.key.type).toBe('public');
  });

  it('stay in use where the file becomes unreadable, and the log says so without quoting it', async () => {
    await keys.onModuleInit();
    writeFileSync(file, 'hunter2');
    await pass(5, () => warnings.length === 1);
    rmSync(file);
    await pass(5, () => warnings.length === 2);

    expect(own.keyIds).toEqual([OLD.id]);
    expect(warnings).toEqual([
      'OAUTH_SIGNING_KEY_FILE holds no private key in PEM; the keys in hand stay in use',
      'OAUTH_SIGNING_KEY_FILE cannot be read; the keys in hand stay in use',
    ]);
    writeFileSync(file, NEW.pem);
    await pass(5, () => own.keyIds.includes(NEW.id));
    expect(own.keyIds).toEqual([NEW.id]);
  });

  it('are made at the start where there is no file, with a warning where other processes would need them', async () => {
    await keysFrom({}).onModuleInit();
    expect([own.keyIds.length, warnings.length]).toEqual([1, 0]);

    await keysFrom({}, { isConfigured: true }).onModuleInit();
    expect(warnings).toEqual([expect.stringContaining('OAUTH_SIGNING_KEY_FILE is not set')]);
  });
});
