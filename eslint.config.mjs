import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Each folder of src may import from itself and from what is named here: upward, never sideways, never from below. */
const BASE = ['durations.ts', 'roster.ts', 'limits', 'errors', 'config', 'json'];
const TOOLS = [...BASE, 'observability'];
const MECHANISMS = [...TOOLS, 'resilience'];
const GUARDS = [...MECHANISMS, 'redis', 'auth', 'cache', 'idempotency'];
const LAYERS = {
  limits: [],
  errors: ['limits'],
  config: [],
  json: [],
  observability: BASE,
  redis: TOOLS,
  resilience: TOOLS,
  'conversation-filter': BASE,
  auth: [...MECHANISMS, 'redis'],
  cache: [...MECHANISMS, 'redis'],
  idempotency: [...MECHANISMS, 'redis'],
  upstreams: [...MECHANISMS, 'conversation-filter'],
  'data-actions': GUARDS,
  server: [...TOOLS, 'auth'],
  tracing: [...TOOLS, 'version.ts'],
  oauth: [...MECHANISMS, 'redis', 'auth'],
  'rate-limit': [...MECHANISMS, 'redis', 'auth'],
  status: [...MECHANISMS, 'auth', 'version.ts'],
  definitions: [...BASE, 'data-actions', 'actions'],
  health: [...GUARDS, 'upstreams'],
  actions: ['durations.ts', 'errors', 'config', 'conversation-filter', 'data-actions', 'upstreams'],
};

const zones = Object.entries(LAYERS).map(([folder, allowed]) => ({
  target: `./src/${folder}`,
  from: './src',
  except: [folder, ...allowed].map((path) => `./${path}`),
  message: `src/${folder} may import from ${allowed.length > 0 ? allowed.join(', ') : 'nothing of ours'}`,
}));

export default tseslint.config(
  { ignores: ['dist*/', 'coverage/'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked, tseslint.configs.strict],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: {
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { zones }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only src/config reads the environment.' },
      ],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['src/config/**', 'sandbox/**', 'bench/**', 'soak/**', 'test/**', '**/*.spec.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  { files: ['**/*spec.ts', '**/*.contract.ts'], rules: { '@typescript-eslint/no-unsafe-assignment': 'off' } },
  {
    files: ['sandbox/**'],
    rules: {
      'import-x/no-restricted-paths': [
        'error',
        { zones: [{ target: './sandbox', from: './src', message: 'The sandbox stands in for the world outside.' }] },
      ],
    },
  },
);
