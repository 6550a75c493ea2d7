import { Policy } from './policy.js';

/** Whether an attempt of a write whose outcome is unknown may be sent again. */
export const isRepeatable = ({ idempotency }: Policy): boolean =>
  idempotency?.repeatable ?? idempotency?.header !== undefined;
