import fc from 'fast-check';

/** fast-check with a fixed seed, so that a failure can be repeated. `FAST_CHECK_SEED` selects other random cases. */
fc.configureGlobal({ seed: Number(process.env['FAST_CHECK_SEED'] ?? 20_261_122) });

export default fc;
