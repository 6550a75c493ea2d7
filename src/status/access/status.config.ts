import { ValidateBy, ValidationArguments } from 'class-validator';
import { readSecretHash, SecretHash } from '../../auth/clients/secret-hash.js';
import { Env, EnvInteger, EnvSecret, list } from '../../config/variables/env.decorator.js';

export class StatusConfig {
  /** Hash of the operator's password. The status page is disabled if it is not set. */
  @EnvSecret('STATUS_PASSWORD_HASH', readHash)
  readonly passwordHash?: SecretHash;

  /** Number of requests that the inspector stores. 0 disables it. */
  @EnvInteger('INSPECTOR_REQUESTS', { min: 0, max: 1_000 })
  @ValidateBy(
    { name: 'isProtected', validator: { validate: isProtected } },
    { message: 'inspectedRequests needs STATUS_PASSWORD_HASH: its password protects the stored requests' },
  )
  readonly inspectedRequests: number = 0;

  /** Memory limit for all stored requests. */
  @EnvInteger('INSPECTOR_TOTAL_BYTES', { min: 0 })
  readonly inspectedTotalBytes: number = 16_777_216;

  /** Number of bytes that the inspector stores of each body. */
  @EnvInteger('INSPECTOR_BODY_BYTES', { min: 0, max: 512_000 })
  readonly inspectedBodyBytes: number = 16_384;

  /** Additional names of fields that the inspector redacts. */
  @Env('INSPECTOR_SECRET_NAMES', list)
  readonly secretNames: readonly string[] = [];
}

function readHash(text: string): SecretHash {
  const hash = readSecretHash(text);
  if (!hash) throw new Error('must be a hash from "npm run hash-secret"');
  return hash;
}

function isProtected(inspected: unknown, { object }: ValidationArguments): boolean {
  return inspected === 0 || (object as StatusConfig).passwordHash !== undefined;
}
