/**
 * Methods of the Java types that templates hardly use. A call fails: it must not print its own text like the call of an
 * unknown method, because the platform prints a value.
 */
export const UNSUPPORTED_METHODS: ReadonlySet<string> = new Set(
  (
    'chars codePoints lines indent stripIndent translateEscapes transform describeConstable getBytes getChars ' +
    'codePointBefore codePointCount offsetByCodePoints copyValueOf ' +
    'stream parallelStream spliterator listIterator removeIf retainAll sort ' +
    'compute computeIfAbsent computeIfPresent merge entry copyOf ' +
    'byteValue shortValue bitCount divide multiply subtract setScale stripTrailingZeros ' +
    'getClass wait notify notifyAll'
  ).split(' '),
);
