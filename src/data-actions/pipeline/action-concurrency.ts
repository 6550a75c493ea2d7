import { Injectable } from '@nestjs/common';
import { Overloaded } from '../../errors/limit-errors.js';
import { Deadline } from '../../resilience/deadline/deadline.js';
import { Bulkhead, BulkheadRejection } from '../../resilience/policies/bulkhead/bulkhead.js';
import { DataActionMetadata } from '../contract/data-action.metadata.js';

/** Limits how many executions of an action run at a time, for actions with `maxConcurrency`. */
@Injectable()
export class ActionConcurrency {
  private readonly bulkheads = new Map<string, Bulkhead>();

  /** Runs an execution, after a wait if necessary. @throws Overloaded | DeadlineExceeded | ClientDisconnected */
  async run<T>(
    { name, maxConcurrency }: Pick<DataActionMetadata, 'name' | 'maxConcurrency'>,
    deadline: Deadline,
    execute: () => Promise<T>,
  ): Promise<T> {
    if (maxConcurrency === undefined) return execute();
    try {
      return await this.bulkheadOf(name, maxConcurrency).run(execute, deadline);
    } catch (error) {
      if (!(error instanceof BulkheadRejection)) throw error;
      const { retryAfterMs } = error;
      throw new Overloaded(`Concurrency limit reached for action ${name} (${maxConcurrency})`, {
        cause: error,
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      });
    }
  }

  private bulkheadOf(name: string, maxConcurrency: number): Bulkhead {
    const bulkhead = this.bulkheads.get(name) ?? new Bulkhead({ maxConcurrency });
    this.bulkheads.set(name, bulkhead);
    return bulkhead;
  }
}
