/** A value of a template. Null represents Java's null. JSON values are plain; everything else is a VelocityObject. */
export type Value = unknown;

/** Result for a method or property that the object does not have. */
export const ABSENT = Symbol('absent');

/** An object with its own members, such as a tool. Templates cannot reach any JavaScript members. */
export abstract class VelocityObject {
  /** Calls a method. @returns ABSENT if there is none with this name and these arguments */
  abstract call(name: string, args: readonly Value[]): Value;

  /** Reads a property. @returns ABSENT if there is none */
  property(name: string): Value {
    const getter = this.call(`get${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`, []);
    return getter === ABSENT ? this.call(name, []) : getter;
  }

  abstract toText(): string;
}
