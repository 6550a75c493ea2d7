const Sequencer = require('@jest/test-sequencer').default;

const isEndToEnd = ({ path }) => path.endsWith('.e2e-spec.ts');

/** One suite asks for the build of the service at once; those that need none go on meanwhile, and the slow ones wait for it. */
module.exports = class extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const [first, ...later] = sorted.filter(isEndToEnd);
    return [...(first ? [first] : []), ...sorted.filter((test) => !isEndToEnd(test)), ...later];
  }
};
