const fc = require('../node_modules/fast-check/lib/cjs/fast-check.js');

/** Property tests try the same cases on every run, so that what fails can be run again; another seed tries others. */
fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 20_261_122) });

module.exports = fc;
