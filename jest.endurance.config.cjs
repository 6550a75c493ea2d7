const base = require('./jest.config.cjs');

/** The long rounds: races with killed and frozen processes, fault matrices, floods. They run the built service. */
module.exports = {
  ...base,
  roots: ['<rootDir>/test'],
  testRegex: '\\.endurance-spec\\.ts$',
  testTimeout: 600_000,
  maxWorkers: 1,
};
