import { EngineError, EngineStep } from '../limits/engine-error.js';

/** An error in one step of a run. */
export class StepError extends EngineError {
  override readonly name = 'StepError';

  /** @param result the partial result of the step */
  constructor(
    readonly step: EngineStep,
    message: string,
    readonly result?: string,
  ) {
    super(message);
  }
}

/** Runs a step. Wraps an EngineError in a StepError that names the step. */
export function inStep<Result>(step: EngineStep, what: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof StepError || !(error instanceof EngineError)) throw error;
    throw new StepError(step, `The ${what} cannot be used: ${error.message.slice(0, 500)}`);
  }
}
