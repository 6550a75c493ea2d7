import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { AuthConfig } from '../../auth/access/auth.config.js';
import { LocalIssuerKeys } from '../../auth/signing-keys/local-issuer-keys.js';
import { FileWatcher } from '../../config/files/file-watcher.js';
import { RedisConnection } from '../../redis/redis-connection.js';
import { readTokenKeys } from './key-file.js';
import { OauthConfig } from './oauth.config.js';
import { TokenKeys } from './token-keys.js';
import { rsaKey } from '../../../test/auth/rsa-key.js';
import { temporaryFolder } from '../../../test/support/clean-up.js';

/** Returns a new private key in PEM, and its id. */
const newKey = (): { pem: string; id: string } => {
  const pem = rsaKey().export({ type: 'pkcs8', format: 'pem' }).toString();
  return { pem, id: readTokenKeys(pem)[0]?.id ?? '' };
};

const OLD = newKey();
const NEW = newKey();

describe('TokenKeys', () => {
  let folder: string;
  let file: string;
  let localKeys: LocalIssuerKeys;
  let keys: TokenKeys;
  let watcher: FileWatcher;
  let warnings: unknown[];

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'hrtime'] });
    jest.advanceTimersByTime(1_000);
    folder = temporaryFolder('keys');
    file = join(folder, 'keys.pem');
    writeFileSync(file, OLD.pem);
    warnings = [];
    Logger.overrideLogger({
      log: () => undefined,
      error: (text) => void warnings.push(text),
      warn: (text) => void warnings.push(text),
    });
    localKeys = new LocalIssuerKeys();
    watcher = new FileWatcher();
    watcher.onModuleInit();
    keys = keysFrom({ signingKeyFile: file });
  });

  afterEach(() => {
    watcher.onModuleDestroy();
    jest.useRealTimers();
  });

  function keysFrom(config: Partial<OauthConfig>, redis = { isConfigured: false }): TokenKeys {
    const auth = { ...new AuthConfig(), oauthClients: new Map() };
    return new TokenKeys({ ...new OauthConfig(), ...config }, auth, localKeys, redis as RedisConnection, watcher);
  }

  /** Advances the clock and waits for the file to be read, until `isRead` or for 20 ms. */
  async function pass(seconds: number, isRead?: () => boolean): Promise<void> {
    await jest.advanceTimersByTimeAsync(seconds * 1_000);
    const limitNs = isRead ? 5_000_000_000n : 20_000_000n;
    const startedAt = process.hrtime.bigint();
    while (!isRead?.() && process.hrtime.bigint() - startedAt < limitNs)
      await new Promise((resolve) => setImmediate(resolve));
  }

  it('reads the keys at startup and signs with the first', async () => {
    writeFileSync(file, NEW.pem + OLD.pem);
    await keys.onModuleInit();

    expect(keys.current.id).toBe(NEW.id);
    expect(localKeys.keyIds).toEqual([NEW.id, OLD.id]);
    expect(JSON.stringify(keys.jwks)).not.toMatch(/"(d|p|q|dp|dq|qi)"/);
  });

  it('rotates keys without a restart: the old key verifies until it is removed', async () => {
    await keys.onModuleInit();
    const { changes } = localKeys;
    writeFileSync(file, NEW.pem + OLD.pem);
    await pass(5, () => localKeys.changes === changes + 1);
    expect([keys.current.id, localKeys.keyIds]).toEqual([NEW.id, [NEW.id, OLD.id]]);
    expect(localKeys.changes).toBe(changes + 1);

    writeFileSync(file, NEW.pem);
    await pass(5, () => localKeys.changes === changes + 2);
    expect([keys.current.id, localKeys.keyIds]).toEqual([NEW.id, [NEW.id]]);
    await pass(5);
    expect(localKeys.changes).toBe(changes + 2);
  });

  it('reloads at once for an unknown key id', async () => {
    await keys.onModuleInit();
    writeFileSync(file, NEW.pem + OLD.pem);
    const found = localKeys.reloadAndFind(NEW.id);
    await jest.advanceTimersByTimeAsync(250);

    expect((await found)?.[0]?.key.type).toBe('public');
  });

  it('keeps the keys if the file becomes unreadable, and logs a warning that does not quote it', async () => {
    await keys.onModuleInit();
    writeFileSync(file, 'hunter2');
    await pass(5, () => warnings.length === 1);
    rmSync(file);
    await pass(5, () => warnings.length === 2);

    expect(localKeys.keyIds).toEqual([OLD.id]);
    expect(warnings).toEqual([
      'OAUTH_SIGNING_KEY_FILE contains no private key in PEM; the previous content stays in use',
      'OAUTH_SIGNING_KEY_FILE names a file that cannot be read (ENOENT); the previous content stays in use',
    ]);
    writeFileSync(file, NEW.pem);
    await pass(5, () => localKeys.keyIds.includes(NEW.id));
    expect(localKeys.keyIds).toEqual([NEW.id]);
  });

  it('generates a key if no file is configured, and logs a warning if Redis is configured', async () => {
    await keysFrom({}).onModuleInit();
    expect([localKeys.keyIds.length, warnings.length]).toEqual([1, 0]);

    await keysFrom({}, { isConfigured: true }).onModuleInit();
    expect(warnings).toEqual([expect.stringContaining('OAUTH_SIGNING_KEY_FILE is not set')]);
  });
});
