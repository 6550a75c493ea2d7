import { RedisInstrumentation } from '@opentelemetry/instrumentation-redis';

/** Spans over what a call asks of Redis: the command alone, since keys and values are the callers' own. */
export function redisSpans(): RedisInstrumentation {
  return new RedisInstrumentation({ requireParentSpan: true, dbStatementSerializer: (command) => command });
}
