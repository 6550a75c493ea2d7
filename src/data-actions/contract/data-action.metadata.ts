import 'reflect-metadata';
import { Type } from '@nestjs/common';
import { CacheOptions } from '../../cache/cache-options.js';
import { FailureStyle } from '../../envelope/envelope.js';
import { IdempotencyOptions } from '../../idempotency/execute/idempotent-write.js';
import { EnvelopeExtras } from './envelope-extras.js';

/** Base path of all Data Actions, and path of the catalogue. */
export const DATA_ACTIONS_PATH = '/api/v1/dataactions';

/** A read may be repeated and cached. A write is executed once. */
export type Effect = 'read' | 'write';

export type DataActionOptions = CommonOptions & (ReadOptions | WriteOptions);

interface ReadOptions {
  readonly effect: 'read';
  /** Caching of outputs. Default: not cached. */
  readonly cache?: CacheOptions;
  readonly honoursKey?: never;
  readonly replayTtlMs?: never;
}

interface WriteOptions extends IdempotencyOptions {
  readonly effect: 'write';
  readonly cache?: never;
}

interface CommonOptions {
  /** Purpose in one sentence, from the flow's point of view. */
  readonly summary: string;
  /** Environment variables that enable the action, for example the URLs of its upstreams. */
  readonly needs?: readonly string[];
  /** Environment variables of which at least one must be set. */
  readonly needsOneOf?: readonly string[];
  /** Additional routes. */
  readonly alsoServedAt?: readonly string[];
  /** Failure style for callers that do not request one. Default: `status`. */
  readonly failureStyle?: FailureStyle;
  /** Time limit of one upstream attempt in milliseconds. Default: `UPSTREAM_TIMEOUT_MS`. */
  readonly upstreamTimeoutMs?: number;
  /**
   * Maximum number of concurrent executions in a process. The same number of calls can wait; further calls fail with
   * `OVERLOADED`. Cached and replayed outputs do not count. Default: limits of the upstreams only.
   */
  readonly maxConcurrency?: number;
  /** Additional fields of the envelope. */
  readonly extras?: EnvelopeExtras;
  /**
   * Version of the contract. Increase it when the contract breaks or the output changes. Flows of the older version keep
   * their Data Action, and cache entries of the older version are ignored. Default: 1.
   */
  readonly version?: number;
}

/** Metadata of a Data Action from its decorators. */
export type DataActionMetadata = DataActionOptions & {
  readonly name: string;
  /** All routes, the canonical one first. */
  readonly routes: readonly string[];
  readonly scope: string;
  readonly inputClass: Type<object>;
  readonly outputClass: Type<object>;
};

/** Handler method of a Data Action, marked with `@Execute` and `@Input`. */
export interface HandlerMetadata {
  readonly method: string;
  readonly inputClass: Type<object>;
  readonly outputClass: Type<object>;
}

const DATA_ACTION = Symbol('data-action');
const HANDLER = Symbol('data-action:handler');
const INPUT = Symbol('data-action:input');

/** The parameter that receives the input. */
interface InputParameter {
  readonly index: number;
  /** Class of the input. Unset: the declared class of the parameter. */
  readonly Class: Type<object> | undefined;
}

export const setDataAction = (Class: object, metadata: DataActionMetadata): void =>
  Reflect.defineMetadata(DATA_ACTION, metadata, Class);

/** Returns undefined if the class is not a Data Action. */
export const dataActionOf = (Class: object): DataActionMetadata | undefined =>
  Reflect.getMetadata(DATA_ACTION, Class) as DataActionMetadata | undefined;

export const setInput = (prototype: object, method: string | symbol, input: InputParameter): void =>
  Reflect.defineMetadata(INPUT, input, prototype, method);

/** Stores `method` as the handler of the Data Action. @throws Error if no parameter has `@Input()` */
export function setHandler(prototype: object, method: string, outputClass: Type<object>): void {
  const input = Reflect.getMetadata(INPUT, prototype, method) as InputParameter | undefined;
  const parameterClasses = Reflect.getMetadata('design:paramtypes', prototype, method) as Type<object>[];
  const inputClass = input && (input.Class ?? parameterClasses[input.index]);
  if (!inputClass) throw new Error(`${prototype.constructor.name}.${method} has no parameter with @Input()`);
  Reflect.defineMetadata(HANDLER, { method, inputClass, outputClass } satisfies HandlerMetadata, prototype.constructor);
}

/** @throws Error if no method has `@Execute()` */
export function handlerOf(Class: { name: string }): HandlerMetadata {
  const handler = Reflect.getMetadata(HANDLER, Class) as HandlerMetadata | undefined;
  if (!handler) throw new Error(`${Class.name} has no method with @Execute()`);
  return handler;
}
