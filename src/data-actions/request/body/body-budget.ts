import { Injectable } from '@nestjs/common';
import { ByteBudget } from '../../../limits/body/byte-budget.js';
import { BodyConfig } from './body.config.js';

export interface BodyReservation {
  /** Reserves memory. @returns false if the budget is exhausted */
  readonly reserve: (bytes: number) => boolean;
  /** Releases everything that was reserved. */
  readonly release: () => void;
}

/** Limits the total memory for request bodies of all running calls. */
@Injectable()
export class BodyBudget {
  private readonly budget: ByteBudget;

  constructor({ limitBytes, totalBytes }: BodyConfig) {
    this.budget = new ByteBudget(Math.max(limitBytes, totalBytes));
  }

  open(): BodyReservation {
    let reserved = 0;
    return {
      reserve: (bytes) => {
        if (!this.budget.reserve(bytes)) return false;
        reserved += bytes;
        return true;
      },
      release: () => {
        this.budget.release(reserved);
        reserved = 0;
      },
    };
  }
}
