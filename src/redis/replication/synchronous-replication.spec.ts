import { Logger } from '@nestjs/common';
import type { RedisEndpoint } from '../url/redis-url.js';
import type { RedisClient } from '../client/redis-client.js';
import type { ReplicaState } from './replica-state.js';
import { SynchronousReplication } from './synchronous-replication.js';

const A: RedisEndpoint = { host: '10.0.0.1', port: 6_379 };
const B: RedisEndpoint = { host: '10.0.0.2', port: 6_379 };

/** A primary whose replicas acknowledge writes at once, or not within the time limit. */
class FakePrimary {
  id = 'id1';
  attached: RedisEndpoint[] = [A, B];
  acknowledging = [A, B];
  readonly stored = new Map<string, string>();
  readonly waits: number[] = [];

  readonly client = {
    sendCommand: async ([name, wanted, limitMs]: string[]) => {
      if (name === 'INFO') return this.info();
      this.waits.push(Number(wanted));
      const count = this.acknowledging.length;
      if (count < Number(wanted)) await new Promise((resolve) => setTimeout(resolve, Number(limitMs)));
      return count;
    },
    get: async (key: string) => this.stored.get(key) ?? null,
    set: async (key: string, value: string) => this.stored.set(key, value),
  } as unknown as RedisClient;

  private info(): string {
    const replicas = this.attached.map(({ host, port }, index) => `slave${index}:ip=${host},port=${port},state=online`);
    return ['# Replication', 'role:master', ...replicas, `master_replid:${this.id}`].join('\r\n');
  }
}

describe('Synchronous replication', () => {
  let primary: FakePrimary;
  let replication: SynchronousReplication;
  let states: Map<RedisEndpoint, ReplicaState>;
  let isStillPrimary: boolean;

  const open = (): SynchronousReplication =>
    new SynchronousReplication({
      label: 'Redis',
      waitMs: 50,
      recordKey: () => 'replicas',
      isStillPrimary: async () => isStillPrimary,
      stateOf: async ({ host }) => [...states].find(([one]) => one.host === host)?.[1] ?? 'replica',
      isInUse: () => true,
    });
  const acknowledge = (): Promise<boolean> => replication.acknowledge(primary.client);
  /** Detaches one replica, and makes a write that the replica does not acknowledge. */
  async function detach(replica: RedisEndpoint, state: ReplicaState): Promise<void> {
    primary.attached = primary.attached.filter((one) => one !== replica);
    primary.acknowledging = primary.acknowledging.filter((one) => one !== replica);
    states.set(replica, state);
    const acknowledged = acknowledge();
    await jest.advanceTimersByTimeAsync(50);
    expect(await acknowledged).toBe(false);
  }

  beforeEach(async () => {
    jest.useFakeTimers();
    Logger.overrideLogger(false);
    primary = new FakePrimary();
    states = new Map();
    isStillPrimary = true;
    replication = open();
    await replication.observe(primary.client);
  });

  afterEach(() => jest.useRealTimers());

  it('is not required by a primary without replicas', async () => {
    primary.id = 'id2';
    primary.attached = [];
    await replication.observe(primary.client);

    expect(replication.isRequired).toBe(false);
  });

  it('waits for every replica', async () => {
    expect(replication.isRequired).toBe(true);
    expect(await acknowledge()).toBe(true);
    expect(primary.waits.at(-1)).toBe(2);
  });

  it('confirms all writes that were sent during a wait with one more wait', async () => {
    primary.waits.length = 0;
    const results = await Promise.all(Array.from({ length: 100 }, acknowledge));

    expect(results).toEqual(Array(100).fill(true));
    expect(primary.waits).toEqual([2, 2]);
  });

  it('suspends writes while a replica that left may have been promoted', async () => {
    await detach(A, 'primary');
    await jest.advanceTimersByTimeAsync(50_000);

    expect(replication.isSuspended).toBe(true);
    expect(await acknowledge()).toBe(false);
  });

  it('stays suspended after a new connection to the same server', async () => {
    await detach(A, 'primary');
    await replication.observe(primary.client);

    expect(replication.isSuspended).toBe(true);
  });

  it.each(['down', 'replica'] as const)(
    'continues at once without the replica that left if its state is: %s',
    async (state) => {
      await detach(A, state);
      await jest.advanceTimersByTimeAsync(200);

      expect(replication.isSuspended).toBe(false);
      expect(await acknowledge()).toBe(true);
      expect(primary.waits.at(-1)).toBe(1);
    },
  );

  it('continues after 3 s if the replica that left is silent', async () => {
    await detach(A, 'silent');
    await jest.advanceTimersByTimeAsync(2_800);
    expect(replication.isSuspended).toBe(true);
    await jest.advanceTimersByTimeAsync(500);

    expect(replication.isSuspended).toBe(false);
  });

  it('continues after 3 s without a replica that is attached and does not acknowledge', async () => {
    primary.acknowledging = [B];
    const acknowledged = acknowledge();
    await jest.advanceTimersByTimeAsync(50);
    expect(await acknowledged).toBe(false);
    await jest.advanceTimersByTimeAsync(2_500);
    expect(replication.isSuspended).toBe(true);
    await jest.advanceTimersByTimeAsync(1_000);

    expect(replication.isSuspended).toBe(false);
    expect(await acknowledge()).toBe(true);
  });

  it('does not continue while the topology names another primary', async () => {
    isStillPrimary = false;
    await detach(A, 'down');
    await jest.advanceTimersByTimeAsync(60_000);

    expect(replication.isSuspended).toBe(true);
  });

  it('continues as soon as all replicas acknowledge again', async () => {
    await detach(A, 'silent');
    primary.attached = [A, B];
    primary.acknowledging = [A, B];
    await jest.advanceTimersByTimeAsync(200);

    expect(replication.isSuspended).toBe(false);
    expect(await acknowledge()).toBe(true);
    expect(primary.waits.at(-1)).toBe(2);
  });

  it('notices a lost replica without a write', async () => {
    primary.attached = [B];
    states.set(A, 'primary');
    await replication.observe(primary.client);

    expect(replication.isSuspended).toBe(true);
  });

  it('waits for a new replica as soon as the new replica acknowledges', async () => {
    await detach(A, 'down');
    await jest.advanceTimersByTimeAsync(200);
    primary.attached = [A, B];
    primary.acknowledging = [A, B];
    await jest.advanceTimersByTimeAsync(1_000);
    await replication.observe(primary.client);
    await acknowledge();

    expect(primary.waits.at(-1)).toBe(2);
  });

  it('does not require a replica that is too slow from the start, and tries it again with growing delays', async () => {
    primary.id = 'id2';
    primary.acknowledging = [B];
    primary.waits.length = 0;
    for (let probe = 0; probe < 150; probe += 1) {
      void replication.observe(primary.client);
      await jest.advanceTimersByTimeAsync(400);
    }

    expect(await acknowledge()).toBe(true);
    expect(replication.isSuspended).toBe(false);
    expect(primary.waits.length).toBeLessThan(12);
  });

  it('suspends writes in a new process if a replica left before the process started', async () => {
    primary.attached = [B];
    primary.acknowledging = [B];
    states.set(A, 'primary');
    replication = open();
    await replication.observe(primary.client);

    expect(replication.isSuspended).toBe(true);
  });

  it('ignores the record of the old primary after a promotion', async () => {
    primary.id = 'id2';
    primary.attached = [];
    replication = open();
    await replication.observe(primary.client);

    expect(replication.isSuspended).toBe(false);
    expect(replication.isRequired).toBe(false);
  });

  it('is not required if WAIT is forbidden', async () => {
    class ErrorReply extends Error {}
    primary.id = 'id2';
    Object.assign(primary.client, {
      sendCommand: async ([name]: string[]) => {
        if (name !== 'INFO') throw new ErrorReply("NOPERM this user has no permissions to run the 'wait' command");
        return 'slave0:ip=10.0.0.1,port=6379,state=online\r\nmaster_replid:id2';
      },
    });
    await replication.observe(primary.client);

    expect(replication.isRequired).toBe(false);
    expect(replication.isSuspended).toBe(false);
  });
});
