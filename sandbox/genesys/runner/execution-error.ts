import { apiError, type ApiErrorDetail } from '../api-error.js';
import type { SimulatorResponse } from '../../route.js';

/** Why a Data Action did not run to its end, as `execute` and `test` tell it. */
export class ExecutionError extends Error {
  private readonly more: { status?: number; details?: readonly ApiErrorDetail[]; result?: unknown };

  /** @param more the HTTP status of the refusal (by default 400), its details, and what a test shows of the failed step */
  constructor(message: string, more: { status?: number; details?: readonly ApiErrorDetail[]; result?: unknown } = {}) {
    super(message);
    this.more = more;
  }

  /** What the failed step got before it failed. */
  get result(): unknown {
    return this.more.result;
  }

  /** The refusal in the API's own error body. */
  get answer(): SimulatorResponse {
    const { status = 400, details = [] } = this.more;
    return apiError(status, { message: this.message, details });
  }
}
