/**
 * End-to-end tests look at the clock of a machine that others may be using too: a late answer is measured again before it
 * counts. What is wrong fails each time.
 */
if (expect.getState().testPath?.endsWith('.e2e-spec.ts')) jest.retryTimes(2, { logErrorsBeforeRetry: true });
