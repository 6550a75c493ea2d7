import { Policy } from './policy.js';

/** Returns whether an attempt of a write with an unknown outcome may be sent again. */
export const isRepeatable = ({ idempotency }: Policy): boolean =>
  idempotency?.repeatable ?? idempotency?.header !== undefined;
