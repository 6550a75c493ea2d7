import { EngineError } from '../../engine/limits/engine-error.js';

/** Runs a part of the engine. @returns the message of its error; undefined if it succeeds */
export function engineDefect(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof EngineError) return error.message;
    throw error;
  }
}
