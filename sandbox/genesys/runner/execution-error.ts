import { apiError, type ApiErrorDetail } from '../api-error.js';
import type { SimulatorResponse } from '../../simulator/route.js';

/** Failure of a Data Action, as `execute` and `test` report it. */
export class ExecutionError extends Error {
  private readonly more: { status?: number; details?: readonly ApiErrorDetail[]; result?: unknown };

  /** @param more HTTP status (default 400), details, and the result that a test shows for the failed step */
  constructor(message: string, more: { status?: number; details?: readonly ApiErrorDetail[]; result?: unknown } = {}) {
    super(message);
    this.more = more;
  }

  /** Result that a test shows for the failed step. */
  get result(): unknown {
    return this.more.result;
  }

  /** Failure as an error body of the API. */
  get response(): SimulatorResponse {
    const { status = 400, details = [] } = this.more;
    return apiError(status, { message: this.message, details });
  }
}
