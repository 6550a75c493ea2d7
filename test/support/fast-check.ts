import fc from 'fast-check';

/** Property tests run the same cases each time, so that a failure can be repeated. `FAST_CHECK_SEED` selects other cases. */
fc.configureGlobal({ seed: Number(process.env['FAST_CHECK_SEED'] ?? 20_261_122) });

export default fc;
