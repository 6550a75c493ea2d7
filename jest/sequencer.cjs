const { join, sep } = require('node:path');
const Sequencer = require('@jest/test-sequencer').default;

const ROOT = join(__dirname, '..');

const WHOLE = join(ROOT, 'test') + sep;

/**
 * One of the suites that try the whole service asks for its build at once; those of the parts, which need none, are run
 * meanwhile, and the rest comes when it is there.
 */
module.exports = class extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const isWhole = ({ path }) => path.startsWith(WHOLE);
    const [first, ...later] = sorted.filter(isWhole);
    return [...(first ? [first] : []), ...sorted.filter((test) => !isWhole(test)), ...later];
  }
};
