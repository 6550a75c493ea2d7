import 'reflect-metadata';
import { Type } from '@nestjs/common';
import { CacheOptions } from '../../cache/cache-options.js';
import { FailureStyle } from '../../errors/error-envelope.js';
import { IdempotencyOptions } from '../../idempotency/execute/idempotent-write.js';
import { EnvelopeExtras } from './envelope-extras.js';

/** Where every Data Action has its canonical address, and the catalogue its own. */
export const DATA_ACTIONS_PATH = '/api/v1/dataactions';

/** What a Data Action does to the world: a read may be repeated and cached, a write happens once. */
export type Effect = 'read' | 'write';

/** What `@DataAction` is told beside the name. */
export type DataActionOptions = CommonOptions & (ReadOptions | WriteOptions);

interface ReadOptions {
  readonly effect: 'read';
  /** How long answers are kept for all who ask the same; absent: never. */
  readonly cache?: CacheOptions;
  readonly honoursKey?: never;
  readonly replayTtlMs?: never;
}

interface WriteOptions extends IdempotencyOptions {
  readonly effect: 'write';
  readonly cache?: never;
}

interface CommonOptions {
  /** One sentence: what it is for, from the flow's side. */
  readonly summary: string;
  /** Environment variables without which the action is not offered: the addresses of its upstreams. */
  readonly needs?: readonly string[];
  /** Environment variables of which at least one must be set. */
  readonly needsOneOf?: readonly string[];
  /** Addresses at which it is served beside the canonical one. */
  readonly alsoServedAt?: readonly string[];
  /** How a failure is told to a caller that does not choose; `status` unless told. */
  readonly failureStyle?: FailureStyle;
  /** Limit of one attempt at an upstream, in milliseconds. Default: `UPSTREAM_TIMEOUT_MS` */
  readonly upstreamTimeoutMs?: number;
  /**
   * How many executions run at a time in one process. As many again wait; the others fail with `OVERLOADED`. Cached and
   * replayed outputs do not count. Default: no limit but those of the upstreams
   */
  readonly maxConcurrency?: number;
  /** Fields of its own in the envelope. */
  readonly extras?: EnvelopeExtras;
  /**
   * To be raised when the contract breaks, or the output changes: flows of the older version keep their Data Action, and what
   * an older release has kept for the action is not served any more. 1 unless told.
   */
  readonly version?: number;
}

/** A Data Action as its decorators describe it. */
export type DataActionMetadata = DataActionOptions & {
  readonly name: string;
  /** Where it is served, the canonical address first. */
  readonly routes: readonly string[];
  /** The scope that a caller's token must carry. */
  readonly scope: string;
  readonly inputClass: Type<object>;
  readonly outputClass: Type<object>;
};

/** The handler method of a Data Action, as `@Execute` and `@Input` found it. */
export interface HandlerMetadata {
  readonly method: string;
  readonly inputClass: Type<object>;
  readonly outputClass: Type<object>;
}

const DATA_ACTION = Symbol('data-action');
const HANDLER = Symbol('data-action:handler');
const INPUT_INDEX = Symbol('data-action:input-index');

export const setDataAction = (Class: object, metadata: DataActionMetadata): void =>
  Reflect.defineMetadata(DATA_ACTION, metadata, Class);

/** Undefined for a class that is no Data Action. */
export const dataActionOf = (Class: object): DataActionMetadata | undefined =>
  Reflect.getMetadata(DATA_ACTION, Class) as DataActionMetadata | undefined;

export const setInputIndex = (prototype: object, method: string | symbol, index: number): void =>
  Reflect.defineMetadata(INPUT_INDEX, index, prototype, method);

/** Notes that `method` handles the Data Action. @throws Error where no parameter is marked with `@Input()` */
export function setHandler(prototype: object, method: string, outputClass: Type<object>): void {
  const index = Reflect.getMetadata(INPUT_INDEX, prototype, method) as number | undefined;
  const parameterClasses = Reflect.getMetadata('design:paramtypes', prototype, method) as Type<object>[];
  const inputClass = index === undefined ? undefined : parameterClasses[index];
  if (!inputClass) throw new Error(`${prototype.constructor.name}.${method} marks no parameter with @Input()`);
  Reflect.defineMetadata(HANDLER, { method, inputClass, outputClass } satisfies HandlerMetadata, prototype.constructor);
}

/** @throws Error for a class without a method marked with `@Execute()` */
export function handlerOf(Class: { name: string }): HandlerMetadata {
  const handler = Reflect.getMetadata(HANDLER, Class) as HandlerMetadata | undefined;
  if (!handler) throw new Error(`${Class.name} marks no method with @Execute()`);
  return handler;
}
