import { UpstreamRejected } from '../../errors/upstream-errors.js';
import { Deadline } from '../../resilience/deadline/deadline.js';
import { UpstreamConnector } from '../../resilience/upstream/upstream-connector.js';
import { UpstreamResponse, UpstreamRequest } from '../../resilience/upstream/upstream-request.js';
import { GenesysToken } from './http/genesys-token.js';
import { GenesysInvokeConfig } from './genesys-invoke.config.js';
import { AccessTokenSource } from '../authentication/access-token-source.js';
import { AccessToken } from '../authentication/access-token.js';
import { GenesysClient } from './genesys.client.js';
import { GenesysConfig } from './http/genesys.config.js';

const ok = (body: unknown): UpstreamResponse => ({ status: 200, headers: {}, body });
const EMPTY_PAGE = ok({ entities: [], pageSize: 25, pageNumber: 1, total: 0, pageCount: 0 });

const refused = (status: number): UpstreamRejected =>
  new UpstreamRejected('Genesys Cloud', status, { response: { status, headers: {}, text: '' } });

/** Tokens t1, t2 …, each valid until it is invalidated. */
class FakeTokens extends AccessTokenSource {
  readonly events: string[] = [];
  private number = 1;

  override async get(): Promise<string> {
    return `t${this.number}`;
  }

  override confirm(token: string): void {
    this.events.push(`confirmed ${token}`);
  }

  override invalidate(token: string): void {
    this.events.push(`invalidated ${token}`);
    this.number += 1;
  }

  protected override fetch(): Promise<AccessToken> {
    throw new Error('unused');
  }
}

describe('GenesysClient', () => {
  const call = { deadline: new Deadline(performance.now(), 60_000) };
  let requests: UpstreamRequest[];

  beforeEach(() => (requests = []));
  afterAll(() => call.deadline.release());

  /** Returns a client whose tokens are t1, t2 … and whose API returns these responses one after another. */
  function clientWith(...responses: readonly (UpstreamResponse | Error)[]) {
    const request = async (sent: UpstreamRequest): Promise<UpstreamResponse> => {
      requests.push(sent);
      const response = responses[requests.length - 1] ?? EMPTY_PAGE;
      if (response instanceof Error) throw response;
      return response;
    };
    const tokens = new FakeTokens();
    const connector = { connect: (name: string) => ({ name, request }) } as unknown as UpstreamConnector;
    const client = new GenesysClient(
      new GenesysConfig(),
      new GenesysInvokeConfig(),
      tokens as unknown as GenesysToken,
      connector,
    );
    return { client, tokens };
  }

  const bearers = (): unknown[] => requests.map(({ headers }) => headers?.['Authorization']);

  it('requests queues by id, name and page', async () => {
    await clientWith().client.queues({ ids: ['q-1', 'q-2'], name: 'Bill*', pageSize: 10, pageNumber: 2 }, call);

    expect(requests).toMatchObject([
      {
        operation: 'GET queues',
        method: 'GET',
        path: ['api', 'v2', 'routing', 'queues'],
        query: { id: 'q-1,q-2', name: 'Bill*', pageSize: '10', pageNumber: '2' },
        headers: { Authorization: 'Bearer t1' },
      },
    ]);
  });

  it.each([[undefined], [[]]])('requests all queues if the ids are %j', async (ids) => {
    await clientWith().client.queues({ ids, pageSize: 25, pageNumber: 1 }, call);

    expect(requests[0]?.query).toEqual({ pageSize: '25', pageNumber: '1' });
  });

  it('requests a user by id, with any characters', async () => {
    const { client } = clientWith(ok({ id: 'a/b?c', name: 'Ada' }));

    expect(await client.user('a/b?c', call)).toMatchObject({ id: 'a/b?c', name: 'Ada' });
    expect(requests[0]?.path).toEqual(['api', 'v2', 'users', 'a/b?c']);
  });

  it('repeats a call with a new token if the first is rejected', async () => {
    const { client, tokens } = clientWith(refused(401));

    await client.queues({ pageSize: 25, pageNumber: 1 }, call);

    expect(bearers()).toEqual(['Bearer t1', 'Bearer t2']);
    expect(tokens.events).toEqual(['invalidated t1', 'confirmed t2']);
  });

  it('fails if the second token is rejected too', async () => {
    const { client } = clientWith(refused(401), refused(401));

    await expect(client.queues({ pageSize: 25, pageNumber: 1 }, call)).rejects.toMatchObject({
      statusCode: 401,
      action: 'refresh_token',
      message: 'Genesys Cloud returned 401 Unauthorized: authentication failed',
    });
    expect(requests).toHaveLength(2);
  });

  it('does not repeat a call if the token source still returns the rejected token', async () => {
    const { client, tokens } = clientWith(refused(401));
    tokens.invalidate = () => undefined;

    await expect(client.queues({ pageSize: 25, pageNumber: 1 }, call)).rejects.toMatchObject({ statusCode: 401 });
    expect(requests).toHaveLength(1);
  });

  it.each([400, 403, 404])('keeps its token after a %d', async (status) => {
    const { client, tokens } = clientWith(refused(status));

    await expect(client.user('u-1', call)).rejects.toMatchObject({ statusCode: status });
    expect(tokens.events).toEqual([]);
    expect(requests).toHaveLength(1);
  });

  it('rejects a response that is not a list of queues', async () => {
    await expect(clientWith(ok({})).client.queues({ pageSize: 25, pageNumber: 1 }, call)).rejects.toMatchObject({
      code: 'UPSTREAM_BAD_RESPONSE',
      message: 'Genesys Cloud sent a response that is not a list of queues',
    });
  });

  it('rejects a response that is not a user', async () => {
    await expect(clientWith(ok([])).client.user('u-1', call)).rejects.toMatchObject({
      message: 'Genesys Cloud sent a response that is not a user',
    });
  });
});
