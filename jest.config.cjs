const { compilerOptions } = require('./nest-cli.json');

const { dtoFileNameSuffix, controllerFileNameSuffix } = compilerOptions.plugins[0].options;
const suffixes = [...dtoFileNameSuffix, ...controllerFileNameSuffix].map((suffix) => suffix.replaceAll('.', '\\.'));

/** Nest, jose and the OAuth clients ship ES modules only, which Jest cannot require on Node 20. */
const ES_MODULES = '/node_modules/(?!(@nestjs|jose|oauth4webapi|openid-client)/)';

/** Prebuilt files of packages that otherwise load hundreds of modules in every suite. */
const PREBUILT = {
  '^rxjs/operators$': '<rootDir>/node_modules/rxjs/dist/bundles/rxjs.umd.min.js',
  '^rxjs$': '<rootDir>/node_modules/rxjs/dist/bundles/rxjs.umd.min.js',
  '^es-toolkit/compat$': '<rootDir>/node_modules/es-toolkit/dist/browser.global.js',
  '^class-validator$': '<rootDir>/node_modules/class-validator/bundles/class-validator.umd.min.js',
};

const typescript = {
  parser: { syntax: 'typescript', decorators: true },
  transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
};
const swc = (jsc) => ['@swc/jest', { sourceMaps: true, jsc: { target: 'es2022', keepClassNames: true, ...jsc } }];

/** @type {import('jest').Config} */
module.exports = {
  roots: ['<rootDir>/src', '<rootDir>/test', '<rootDir>/sandbox'],
  testRegex: '\\.(spec|e2e-spec)\\.ts$',
  testEnvironment: 'node',
  setupFilesAfterEnv: ['<rootDir>/jest/forget-async-contexts.cjs'],
  globalSetup: '<rootDir>/jest/describe-classes.cjs',
  transform: {
    [`/src/.*(${suffixes.join('|')})$`]: '<rootDir>/jest/described-class.cjs',
    '\\.ts$': swc(typescript),
    '\\.m?js$': swc({}),
  },
  transformIgnorePatterns: [ES_MODULES],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1', ...PREBUILT },
  // Two workers for each of two cores, because many tests wait for a timer or another process.
  maxWorkers: 4,
  workerIdleMemoryLimit: '1GB',
  testTimeout: 60_000,
};
