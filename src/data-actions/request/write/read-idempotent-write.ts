import { IncomingMessage } from 'node:http';
import { IdempotentWrite } from '../../../idempotency/execute/idempotent-write.js';
import { SideEffectTracker } from '../../../resilience/upstream/side-effect-tracker.js';
import { DataActionCall, setCall } from '../context/data-action-call.js';
import { DataActionMetadata } from '../../contract/data-action.metadata.js';
import { fingerprint as fingerprintOf } from './fingerprint.js';
import { idempotencyKeyOf } from './idempotency-key.js';
import { validateInput } from '../../input/validate-input.js';

/**
 * Returns the write that the idempotency module executes. Validates the input first, so that an invalid call does not claim a
 * key.
 *
 * @throws InvalidInput
 */
export function readIdempotentWrite(
  { name, version = 1, inputClass }: DataActionMetadata,
  request: IncomingMessage,
  call: DataActionCall,
): IdempotentWrite {
  const validInput = validateInput(inputClass, call.input);
  const fingerprint = fingerprintOf(call.input);
  const { organisation, client } = call.caller;
  const sideEffect = new SideEffectTracker();
  return {
    key: idempotencyKeyOf(request.headers['idempotency-key'], call, name, fingerprint),
    scope: [organisation, client, name, String(version)],
    fingerprint,
    deadline: call.deadline,
    sideEffect,
    begin: (idempotency) => setCall(request, { ...call, validInput, sideEffect, idempotency }),
  };
}
