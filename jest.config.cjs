/** Nest and jose ship ES modules only; Jest on Node 20 cannot require these, so they are compiled on the way in. */
const ES_MODULES = '/node_modules/(?!(@nestjs|jose)/)';

/** What Nest's OpenAPI plugin reads is compiled with all its types; the rest file by file, which is much faster. */
const DESCRIBED = '/src/.*(\\.action|-envelope|\\.controller)\\.ts$';

const swc = (jsc) => ['@swc/jest', { sourceMaps: 'inline', module: { type: 'commonjs' }, jsc }];

/** @type {import('jest').Config} */
module.exports = {
  roots: ['<rootDir>/src', '<rootDir>/test', '<rootDir>/sandbox'],
  testRegex: '\\.(spec|e2e-spec)\\.ts$',
  globalSetup: '<rootDir>/jest/setup.cjs',
  testEnvironment: '<rootDir>/jest/environment.cjs',
  resolver: '<rootDir>/jest/resolver.cjs',
  testSequencer: '<rootDir>/jest/sequencer.cjs',
  // One more than the two cores that a test run is made for: many tests wait for the clock.
  maxWorkers: 3,
  workerIdleMemoryLimit: '2GB',
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^fast-check$': '<rootDir>/jest/fast-check.cjs',
  },
  transform: {
    [DESCRIBED]: '<rootDir>/jest/described.cjs',
    '\\.ts$': swc({
      target: 'es2022',
      keepClassNames: true,
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    }),
    '\\.m?js$': swc({ target: 'es2022' }),
  },
  transformIgnorePatterns: [ES_MODULES],
  setupFiles: ['<rootDir>/jest/keys.cjs'],
  setupFilesAfterEnv: ['<rootDir>/jest/retry.cjs'],
  testTimeout: 20_000,
};
