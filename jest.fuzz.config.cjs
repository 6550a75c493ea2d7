const base = require('./jest.config.cjs');

/** Random requests and upstream responses, for a minute and with a printed seed: `npm run fuzz`. */
module.exports = {
  ...base,
  roots: ['<rootDir>/test/fuzz'],
  testRegex: '\\.fuzz-spec\\.ts$',
  maxWorkers: 1,
  testTimeout: 600_000,
};
