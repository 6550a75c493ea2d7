import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import jsdoc from 'eslint-plugin-jsdoc';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';
import { zones } from './eslint/layers.mjs';
import { plainLanguage } from './eslint/plain-language.mjs';

/** Folders whose exports others build on: each exported function and class has a docstring. */
const BUILDING_BLOCKS = [
  'engine',
  'redis',
  'resilience',
  'auth',
  'cache',
  'idempotency',
  'data-actions',
  'upstreams',
].map((folder) => `src/${folder}/**/*.ts`);

export default tseslint.config(
  { ignores: ['dist*/', 'coverage/'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked, tseslint.configs.strict],
    plugins: { 'import-x': importX, 'plain-language': plainLanguage },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: {
      'import-x/no-cycle': 'error',
      'plain-language/prose': 'error',
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
    // The time of a regular expression must grow linearly with the text, because a caller or an upstream may choose the text.
    // Two parts are exempt: the definitions command reads its user's own files, and the filter's lexer uses the flag `y`.
    files: ['src/**/*.ts'],
    ignores: ['src/definitions/**', 'src/conversation-filter/language/filter-tokens.ts'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential', ignoreSticky: true }],
    },
  },
  {
    files: ['src/config/**', 'sandbox/**', 'bench/**', 'test/**', '**/*.spec.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: BUILDING_BLOCKS,
    ignores: ['**/*spec.ts', '**/*.contract.ts'],
    plugins: { jsdoc },
    rules: {
      'jsdoc/require-jsdoc': ['error', { publicOnly: true, require: { FunctionDeclaration: true } }],
    },
  },
  {
    files: ['**/*.{mjs,cjs}'],
    plugins: { 'plain-language': plainLanguage },
    rules: { 'plain-language/prose': 'error' },
  },
  { files: ['src/**'], ignores: ['**/*spec.ts', '**/*.contract.ts'], rules: { 'max-lines': ['error', 200] } },
  { files: ['**/*spec.ts', '**/*.contract.ts'], rules: { '@typescript-eslint/no-unsafe-assignment': 'off' } },
);
