import { IsInt, Max, Min, ValidateBy, ValidationArguments } from 'class-validator';
import { readSecretHash, SecretHash } from '../../auth/clients/secret-hash.js';
import { Env, list } from '../../config/env.decorator.js';

export class StatusConfig {
  /** The hash of the password that opens the status page; unset: there is no such page. */
  @Env('STATUS_PASSWORD_HASH', readHash)
  readonly passwordHash?: SecretHash;

  /** How many of the latest requests the inspector keeps; 0: none, and it costs nothing. */
  @Env('INSPECTOR_REQUESTS')
  @IsInt()
  @Min(0)
  @Max(1_000)
  @ValidateBy(
    { name: 'isProtected', validator: { validate: isProtected } },
    { message: 'inspectedRequests needs STATUS_PASSWORD_HASH: the requests are shown behind that password' },
  )
  readonly inspectedRequests: number = 0;

  /** How much memory all kept requests may take. */
  @Env('INSPECTOR_TOTAL_BYTES')
  @IsInt()
  @Min(0)
  readonly inspectedTotalBytes: number = 16_777_216;

  /** How much of each body it keeps. */
  @Env('INSPECTOR_BODY_BYTES')
  @IsInt()
  @Min(0)
  @Max(512_000)
  readonly inspectedBodyBytes: number = 16_384;

  /** The names of fields whose values it hides, beside those that it knows for secrets. */
  @Env('INSPECTOR_SECRET_NAMES', list)
  readonly secretNames: readonly string[] = [];
}

function readHash(text: string): SecretHash {
  const hash = readSecretHash(text);
  if (!hash) throw new Error('must be a hash made by "npm run hash-secret"');
  return hash;
}

function isProtected(inspected: unknown, { object }: ValidationArguments): boolean {
  return inspected === 0 || (object as StatusConfig).passwordHash !== undefined;
}
