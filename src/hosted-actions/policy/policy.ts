import { FailureStyle } from '../../envelope/envelope.js';

/** Source of a credential. */
export type CredentialSource = { readonly env: string } | { readonly file: string };

/** Upstream responses that mean "not found". */
export interface NotFoundRule {
  /** Statuses that mean "not found". */
  readonly status?: number | readonly number[];
  /** Narrows these statuses to responses that have one of the values at a JSONPath. */
  readonly where?: { readonly path: string; readonly equals: string | number | readonly (string | number)[] };
  /** A successful response without a value at this JSONPath also means "not found". */
  readonly emptyAt?: string;
  /** The output for "not found". Default: the definition's output for an empty response */
  readonly output?: Readonly<Record<string, unknown>>;
}

/** `NAME.policy.yaml` of an action: the settings that an exported definition does not have. */
export interface Policy {
  readonly name?: string;
  readonly summary?: string;
  readonly effect?: 'read' | 'write';
  /** Part of the keys of cached and stored outputs. Default: 1 */
  readonly version?: number;
  readonly failureStyle?: FailureStyle;
  /** Reads only. */
  readonly cache?: {
    readonly ttlSeconds?: number;
    readonly revalidateSeconds?: number;
    readonly staleSeconds?: number;
    readonly notFoundSeconds?: number;
  };
  /** Writes only. */
  readonly idempotency?: {
    /** Header for the idempotency key, if the upstream honours one. */
    readonly header?: string;
    /** Whether sending the request twice has the same effect as sending it once. */
    readonly repeatable?: boolean;
    readonly replaySeconds?: number;
  };
  readonly retry?: { readonly attempts?: number };
  /** Time limit of one attempt. */
  readonly timeoutSeconds?: number;
  readonly concurrency?: number;
  readonly credentials?: Readonly<Record<string, CredentialSource>>;
  /** Name of the `customAuth` action that provides the `authResponse`. */
  readonly auth?: string;
  readonly notFound?: NotFoundRule;
}
