import { Injectable } from '@nestjs/common';
import { ByteBudget } from '../../limits/byte-budget.js';
import { BodyConfig } from './body.config.js';

/** One call's share of the budget. */
export interface BodyReservation {
  /** @returns false where there is no room */
  readonly reserve: (bytes: number) => boolean;
  /** Gives back all that was reserved. */
  readonly release: () => void;
}

/** Bounds the memory that the request bodies of all running calls take together. */
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
