import { RedisInstrumentation } from '@opentelemetry/instrumentation-redis';

/** Creates spans for Redis commands, without arguments: keys and values may contain caller data. */
export function redisSpans(): RedisInstrumentation {
  return new RedisInstrumentation({ requireParentSpan: true, dbStatementSerializer: (command) => command });
}
