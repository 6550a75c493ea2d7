/**
 * Java methods that templates rarely use and that are not supported here. A call fails, because the platform prints a
 * value that this engine cannot compute. A call of an unknown method prints the text of the call.
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
