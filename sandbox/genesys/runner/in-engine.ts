import { EngineError } from '../../../src/engine/limits/engine-error.js';
import { StepError } from '../../../src/engine/action/step-error.js';
import { ExecutionError } from './execution-error.js';

/** Runs work of the engine and converts its errors. @throws ExecutionError */
export function inEngine<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const result = error instanceof StepError ? error.result : undefined;
    throw new ExecutionError(error.message, result === undefined ? {} : { result });
  }
}
