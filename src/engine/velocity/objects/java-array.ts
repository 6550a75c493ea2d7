import type { Value } from './velocity-object.js';

/** A Java array, the result of `split`. It has the methods of a list but cannot grow. */
export class JavaArray {
  constructor(readonly items: readonly Value[]) {}
}
