import type { SimulatorResponse } from '../../simulator/route.js';
import { ExecutionError } from './execution-error.js';

/** One step of a run, as the SDK's `TestExecutionOperationResult` shows it. */
export interface Operation {
  readonly step: number;
  readonly name: string;
  readonly success: boolean;
  readonly result?: unknown;
  readonly error?: SimulatorResponse['body'];
}

/** Records the steps of a run for the test of a Data Action. */
export class RunTrace {
  private readonly done: Operation[] = [];

  get operations(): readonly Operation[] {
    return this.done;
  }

  /**
   * Runs a step and records its result.
   *
   * @param shown returns the visible part of the result. Default: all of it
   */
  async step<Result>(
    name: string,
    work: () => Result | Promise<Result>,
    shown: (result: Result) => unknown = (result) => result,
  ): Promise<Result> {
    const step = this.done.length + 1;
    try {
      const result = await work();
      this.done.push({ step, name, success: true, result: shown(result) });
      return result;
    } catch (error) {
      if (error instanceof ExecutionError)
        this.done.push({
          step,
          name,
          success: false,
          error: error.response.body,
          ...(error.result !== undefined && { result: error.result }),
        });
      throw error;
    }
  }
}
