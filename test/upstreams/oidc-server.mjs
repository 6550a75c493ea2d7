// An OAuth2 server and an API that accepts its tokens, in a process of its own: oidc-provider is an ES module.
// The message `{ client, change }` changes a client's metadata, for example its secret.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const { CLIENT_JWKS, TOKEN_SECONDS } = process.env;
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

const clients = new Map([
  client('basic', 'client_secret_basic', { client_secret: 'pa:ss word+%25~' }),
  client('post', 'client_secret_post', { client_secret: 'pa:ss word+%25~' }),
  client('private_key_jwt', 'private_key_jwt', { jwks: JSON.parse(CLIENT_JWKS) }),
]);
process.on('message', ({ client: id, change }) => {
  Object.assign(clients.get(id), change);
  process.send('changed');
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
    ttl: { ClientCredentials: Number(TOKEN_SECONDS) },
  });
  const oauth = provider.callback();
  let tokens = 0;
  provider.on('client_credentials.saved', () => (tokens += 1));
  handle = async (request, response) => {
    if (!request.url.startsWith('/api/')) return oauth(request, response);
    const [, value] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
    const token = value && (await provider.ClientCredentials.find(value));
    const isValid = token?.isValid && token.scope === 'tickets';
    response.writeHead(isValid ? 200 : 401, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ client: token?.clientId ?? null, tokens }));
  };
  process.send(url);
});
let handle;
process.on('disconnect', () => process.exit());
