// An OAuth2 server and an API that accepts its tokens. Runs in its own process: Jest cannot load the ES module oidc-provider.
// Tokens of the clients `short-…` are valid for two seconds. The message `{ client, change }` changes a client's metadata, for example its secret.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const { CLIENT_JWKS } = process.env;
const METHODS = [
  ['basic', 'client_secret_basic', { client_secret: 'pa:ss word+%25~' }],
  ['post', 'client_secret_post', { client_secret: 'pa:ss word+%25~' }],
  ['private_key_jwt', 'private_key_jwt', { jwks: JSON.parse(CLIENT_JWKS) }],
];
const client = (client_id, method, more) => [
  client_id,
  {
    client_id,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
    scope: 'tickets',
    token_endpoint_auth_method: method,
    ...more,
  },
];

const clients = new Map(
  METHODS.flatMap(([id, method, more]) => [client(id, method, more), client(`short-${id}`, method, more)]),
);
process.on('message', ({ client: id, change }) => {
  Object.assign(clients.get(id), change);
  process.send(id);
});

/** Clients that can change, and everything else in memory. */
class Adapter {
  stored = new Map();
  constructor(name) {
    if (name === 'Client') this.stored = clients;
  }
  async upsert(id, payload) {
    this.stored.set(id, payload);
  }
  async find(id) {
    return this.stored.get(id);
  }
}

const server = createServer((request, response) => handle(request, response));
server.listen(0, '127.0.0.1', () => {
  const url = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(url, {
    adapter: Adapter,
    scopes: ['tickets'],
    features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
    ttl: { ClientCredentials: (_context, _token, { clientId }) => (clientId.startsWith('short-') ? 2 : 600) },
  });
  const oauth = provider.callback();
  const tokens = {};
  provider.on('client_credentials.saved', ({ clientId }) => (tokens[clientId] = (tokens[clientId] ?? 0) + 1));
  handle = async (request, response) => {
    if (!request.url.startsWith('/api/')) return oauth(request, response);
    const [, value] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
    const token = value && (await provider.ClientCredentials.find(value));
    const isValid = token?.isValid && token.scope === 'tickets';
    response.writeHead(isValid ? 200 : 401, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ client: token?.clientId ?? null, tokens: tokens[token?.clientId] }));
  };
  process.send(url);
});
let handle;
process.on('disconnect', () => process.exit());
