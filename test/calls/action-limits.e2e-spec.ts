import { IsOptional, IsString } from 'class-validator';
import { Call, DataAction, Execute, Input } from '../../src/data-actions/decorators/data-action.decorator.js';
import { DataActionCall } from '../../src/data-actions/request/context/data-action-call.js';
import { UpstreamUnavailable } from '../../src/errors/upstream-errors.js';
import { CrmClient } from '../../src/upstreams/crm.client.js';
import { Reply, TestService, until } from '../support/service.js';
import { startWithActions } from '../support/service-with-actions.js';

class AnyInput {
  @IsString() @IsOptional() id?: string;
}

class CountOutput {
  count!: number;
}

const state = { count: 0, isDown: false, gate: Promise.resolve(), running: 0 };

@DataAction('counter', { effect: 'read', summary: 'Counts its executions', cache: { ttlMs: 300, staleMs: 0 } })
class CounterAction {
  @Execute(CountOutput)
  execute(@Input() _input: AnyInput): CountOutput {
    if (state.isDown) throw new UpstreamUnavailable('Counter', 503);
    return { count: (state.count += 1) };
  }
}

@DataAction('narrow', { effect: 'read', summary: 'Waits at a gate', maxConcurrency: 1 })
class NarrowAction {
  @Execute(CountOutput)
  async execute(@Input() _input: AnyInput): Promise<CountOutput> {
    state.running += 1;
    await state.gate;
    return { count: (state.running -= 1) };
  }
}

@DataAction('impatient', { effect: 'read', summary: 'Looks a customer up', upstreamTimeoutMs: 60 })
class ImpatientAction {
  constructor(private readonly crm: CrmClient) {}

  @Execute(CountOutput)
  async execute(@Input() { id = 'c-1' }: AnyInput, @Call() call: DataActionCall): Promise<CountOutput> {
    return { count: (await this.crm.findCustomer(id, call)) ? 1 : 0 };
  }
}

describe('The limits of one action', () => {
  let service: TestService;

  beforeEach(async () => {
    Object.assign(state, { count: 0, isDown: false, running: 0 });
    service = await startWithActions({
      actions: [CounterAction, NarrowAction, ImpatientAction],
      environment: { RETRY_ATTEMPTS: '1' },
    });
  });

  afterEach(() => service.stop());

  it('serve no stale output with staleMs 0, although the variables allow an hour', async () => {
    const first = await service.call('counter', {});
    state.isDown = true;
    const sources: string[] = [];
    await until(async () => {
      const { status, body } = await service.call('counter', {});
      sources.push(body.source);
      return status === 429;
    });

    expect(first.body).toMatchObject({ source: 'api', data: { count: 1 } });
    expect(new Set(sources.slice(0, -1))).toEqual(new Set(sources.length > 1 ? ['cache'] : []));
    expect(sources.at(-1)).toBe('none');
  });

  it('run one execution, queue another and reject the rest', async () => {
    let open!: () => void;
    state.gate = new Promise((resolve) => (open = resolve));
    const running = service.call('narrow', { id: 'a' });
    await until(() => state.running === 1);
    const others = [service.call('narrow', { id: 'b' }), service.call('narrow', { id: 'c' })];
    const rejected: Reply = await Promise.race(others);
    const whileFull = state.running;
    open();
    const replies = await Promise.all([running, ...others]);

    expect(rejected).toMatchObject({
      status: 429,
      body: { code: 'OVERLOADED', errors: ['Concurrency limit reached for action narrow (1)'] },
    });
    expect(whileFull).toBe(1);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 200, 429]);
  });

  it('end an attempt at an upstream', async () => {
    service.world.crm.fail('customers', { kind: 'hang' });
    const [impatient, found] = await Promise.all([
      service.call('impatient', {}),
      service.call('narrow', {}).then(() => service.call('counter', {})),
    ]);

    expect(impatient.body).toMatchObject({
      code: 'UPSTREAM_UNREACHABLE',
      errors: ['CRM did not respond within 60 ms'],
    });
    expect(found.status).toBe(200);
  });
});
