/** Nest and jose ship ES modules only; Jest on Node 20 cannot require these, so they are compiled on the way in. */
const ES_MODULES = '/node_modules/(?!(@nestjs|jose)/)';

/** What Nest's OpenAPI plugin reads needs the compiler and its types; the rest is compiled file by file, which is much faster. */
const DESCRIBED = '(\\.action|-envelope|\\.controller)\\.ts$';

const swc = (jsc) => ['@swc/jest', { sourceMaps: 'inline', module: { type: 'commonjs' }, jsc }];

/** @type {import('jest').Config} */
module.exports = {
  roots: ['<rootDir>/src', '<rootDir>/test', '<rootDir>/sandbox'],
  testRegex: '\\.(spec|e2e-spec)\\.ts$',
  testEnvironment: 'node',
  maxWorkers: 2,
  workerIdleMemoryLimit: '2GB',
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^fast-check$': '<rootDir>/jest.fast-check.cjs',
  },
  transform: {
    [DESCRIBED]: [
      'ts-jest',
      {
        tsconfig: 'tsconfig.json',
        isolatedModules: false,
        diagnostics: { ignoreCodes: [151002], exclude: ['**'] },
        astTransformers: { before: ['./jest.swagger-plugin.cjs'] },
      },
    ],
    '\\.ts$': swc({
      target: 'es2022',
      keepClassNames: true,
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    }),
    '\\.m?js$': swc({ target: 'es2022' }),
  },
  transformIgnorePatterns: [ES_MODULES],
  setupFiles: ['<rootDir>/jest.keys.cjs'],
  setupFilesAfterEnv: ['<rootDir>/jest.retry.cjs'],
  testTimeout: 20_000,
};
