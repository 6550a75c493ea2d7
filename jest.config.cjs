/** Nest and jose ship ES modules only; Jest on Node 20 cannot require these, so they are compiled on the way in. */
const ES_MODULES = '/node_modules/(?!(@nestjs|jose)/)';

/** @type {import('jest').Config} */
module.exports = {
  roots: ['<rootDir>/src', '<rootDir>/test', '<rootDir>/sandbox'],
  testRegex: '\\.(spec|e2e-spec)\\.ts$',
  testEnvironment: 'node',
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '\\.ts$': [
      'ts-jest',
      {
        tsconfig: 'tsconfig.json',
        isolatedModules: false,
        diagnostics: { ignoreCodes: [151002], exclude: ['**'] },
        astTransformers: { before: ['./jest.swagger-plugin.cjs'] },
      },
    ],
    '\\.m?js$': ['@swc/jest', { module: { type: 'commonjs' } }],
  },
  transformIgnorePatterns: [ES_MODULES],
  testTimeout: 20_000,
};
