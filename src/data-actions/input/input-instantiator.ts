import { plainToInstance } from 'class-transformer';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { getMetadataStorage, ValidationTypes } from 'class-validator';

/**
 * Creates instances of an input class. If the class has decorators of class-transformer, uses this library for plain
 * fields and nested classes (`@ValidateNested`). Otherwise copies the fields, because class-transformer takes longer than
 * the whole validation.
 */
export class InputInstantiator<T extends object> {
  private constructor(
    private readonly Class: new () => T,
    private readonly isDecorated: boolean,
    /** Fields whose nested objects have a class (`@ValidateNested`). */
    private readonly described: ReadonlySet<string>,
  ) {}

  static of<T extends object>(Class: new () => T): InputInstantiator<T> {
    const rules = getMetadataStorage().getTargetValidationMetadatas(Class, '', true, false);
    const nested = rules.filter(({ type }) => type === ValidationTypes.NESTED_VALIDATION);
    return new InputInstantiator(Class, isDecorated(Class), new Set(nested.map(({ propertyName }) => propertyName)));
  }

  /**
   * Creates an instance. Copies free-form objects unchanged, because class-transformer drops some members and fails at a
   * member named `constructor`. Never overwrites methods and inherited members.
   */
  instance(input: object): T {
    const entries = Object.entries(input) as [string, unknown][];
    const instance = this.isDecorated ? this.transformed(entries) : new this.Class();
    const fields = instance as Record<string, unknown>;
    for (const [name, value] of entries)
      if (!this.isTransformed(name, value) && this.isSettable(name)) fields[name] = value;
    return instance;
  }

  private transformed(entries: readonly [string, unknown][]): T {
    const fields = entries.filter(([name, value]) => this.isTransformed(name, value));
    return plainToInstance(this.Class, Object.fromEntries(fields));
  }

  private isSettable(name: string): boolean {
    const { prototype } = this.Class as { prototype: object };
    return !(name in prototype) || hasSetter(prototype, name);
  }

  private isTransformed(name: string, value: unknown): boolean {
    return this.isDecorated && (typeof value !== 'object' || this.described.has(name));
  }
}

/** Returns whether a prototype chain has a setter with this name. */
function hasSetter(prototype: object, name: string): boolean {
  for (let one = prototype; one !== Object.prototype; one = Object.getPrototypeOf(one) as object) {
    const found = Object.getOwnPropertyDescriptor(one, name);
    if (found) return found.set !== undefined;
  }
  return false;
}

/** Returns whether a class or a base class has decorators of class-transformer. */
function isDecorated(Class: object): boolean {
  const { _typeMetadatas, _transformMetadatas, _exposeMetadatas, _excludeMetadatas } = defaultMetadataStorage;
  const storages = [_typeMetadatas, _transformMetadatas, _exposeMetadatas, _excludeMetadatas];
  for (let one: object | null = Class; one !== null; one = Object.getPrototypeOf(one) as object | null)
    if (storages.some((classes) => classes.has(one))) return true;
  return false;
}
