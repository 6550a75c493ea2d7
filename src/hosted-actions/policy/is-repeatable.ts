import { Policy } from './policy.js';

/** Returns whether a write may be sent again after an attempt with an unknown outcome. */
export const isRepeatable = ({ idempotency }: Policy): boolean =>
  idempotency?.repeatable ?? idempotency?.header !== undefined;
