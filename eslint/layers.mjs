/**
 * Import directions. A folder of src may import from itself and from the folders named here.
 * `resilience` stands for resilience and all its sub-folders.
 */
const BASE = ['time', 'limits', 'redaction', 'errors', 'config', 'json', 'envelope'];
const TOOLS = [...BASE, 'observability'];
const MECHANISMS = [...TOOLS, 'resilience'];
const GUARDS = [...MECHANISMS, 'redis', 'auth', 'cache', 'idempotency'];

const FOLDERS = {
  engine: [],
  html: [],
  limits: [],
  time: [],
  redaction: [],
  errors: ['limits'],
  config: ['time'],
  json: [],
  envelope: ['errors', 'json'],
  observability: BASE,
  redis: TOOLS,
  resilience: TOOLS,
  'conversation-filter': BASE,
  auth: [...MECHANISMS, 'redis'],
  cache: [...MECHANISMS, 'redis'],
  idempotency: [...MECHANISMS, 'redis'],
  upstreams: [...MECHANISMS, 'conversation-filter', 'discovered-exports.ts'],
  'data-actions': GUARDS,
  server: [...TOOLS, 'auth'],
  overload: [...MECHANISMS, 'data-actions', 'server'],
  tracing: TOOLS,
  oauth: [...MECHANISMS, 'redis', 'auth'],
  'rate-limit': [...MECHANISMS, 'redis', 'auth'],
  'start-page': ['config', 'auth', 'html'],
  status: [...MECHANISMS, 'html', 'server', 'auth'],
  definitions: [...BASE, 'engine', 'data-actions', 'actions', 'hosted-actions'],
  health: [...GUARDS, 'upstreams'],
  'hosted-actions': [...BASE, 'engine', 'data-actions', 'upstreams'],
  actions: [
    ...['time', 'discovered-exports.ts', 'errors', 'config', 'conversation-filter'],
    ...['data-actions', 'upstreams'],
  ],
};

/**
 * The sub-folders of a folder in the order of their imports: each may import from those before it, never from those
 * after it. Sub-folders in one list of their own do not import one another. The files of the folder itself may import
 * all of them and are imported by none.
 */
const SUB_FOLDERS = {
  limits: [['text', 'body']],
  config: ['files', 'variables', 'values'],
  observability: ['log', 'metrics', 'call'],
  'conversation-filter': ['language', 'formula', 'query'],
  oauth: [['keys', 'request']],
  function: ['invocation', ['http', 'runtime']],
  workers: ['worker', 'supervisor'],
  'status/inspector': ['record', 'replay'],
  'resilience/policies': ['bulkhead', 'circuit', 'retry'],
  'data-actions/request': [['body', 'context'], 'write'],
  'definitions/lint': ['document', 'rule', 'rules'],
  'definitions/lint/rules': ['inputs', ['file', 'request', 'response']],
  'engine/json-path': ['syntax', 'compile', 'evaluate'],
  resilience: ['deadline', ['policies', 'egress'], 'transport', 'upstream'],
  'data-actions': ['contract', ['input', 'catalogue'], 'request', 'response', 'pipeline', 'decorators'],
  auth: ['clients', 'access', ['credentials', 'ip-allowlist', 'signing-keys'], 'tokens'],
  status: [
    ['access', 'metrics'],
    ['overview', 'inspector'],
  ],
  upstreams: ['authentication', ['genesys', 'web-services']],
  'upstreams/genesys': [['http', 'responses']],
  definitions: [
    'action',
    'contract',
    'export',
    'source',
    ['lint', 'try', 'convert', 'compare'],
    ['report', 'samples', 'host'],
    'cli',
  ],
  engine: ['limits', 'number', 'json', 'regex', ['json-path', 'velocity', 'contract'], 'action'],
  'hosted-actions': ['fault', 'policy', 'request', 'definition', 'folder', 'action'],
  idempotency: ['store', 'execute'],
  server: [['tls', 'gates'], 'wire', 'adapter'],
  cache: [['store', 'load']],
  redis: [['url', 'errors'], 'client', 'replication', 'node', 'topology'],
};

const betweenFolders = Object.entries(FOLDERS).map(([folder, allowed]) => ({
  target: `./src/${folder}`,
  from: './src',
  except: [folder, ...allowed].map((path) => `./${path}`),
  message: `src/${folder} may import from ${allowed.length > 0 ? allowed.join(', ') : 'no other folder of src'}`,
}));

const betweenSubFolders = Object.entries(SUB_FOLDERS).flatMap(([folder, order]) =>
  order.flatMap((tier, index) => {
    const [before, peers] = [order.slice(0, index).flat(), [tier].flat()];
    return peers.map((name) => ({
      target: `./src/${folder}/${name}`,
      from: `./src/${folder}`,
      except: [name, ...before].map((path) => `./${path}`),
      message: `src/${folder}/${name} may import from ${before.join(', ') || 'no other part'} of src/${folder}`,
    }));
  }),
);

const sandbox = {
  target: './sandbox',
  from: './src',
  except: ['./engine', './html'],
  message: 'The sandbox may import only the engine (src/engine) and the markup of pages (src/html) from src',
};

export const zones = [...betweenFolders, ...betweenSubFolders, sandbox];
