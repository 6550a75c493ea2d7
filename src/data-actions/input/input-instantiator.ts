import { plainToInstance } from 'class-transformer';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { getMetadataStorage, ValidationTypes } from 'class-validator';

/**
 * How inputs become instances of a class, found out once. Where the class has decorators of class-transformer, that makes the
 * plain fields and those of nested classes (`@ValidateNested`); else it takes longer over a flat input than all that is
 * validated, and copies it only.
 */
export class InputInstantiator<T extends object> {
  private constructor(
    private readonly Class: new () => T,
    private readonly isDecorated: boolean,
    /** The names of the fields whose own fields a class describes. */
    private readonly described: ReadonlySet<string>,
  ) {}

  static of<T extends object>(Class: new () => T): InputInstantiator<T> {
    const rules = getMetadataStorage().getTargetValidationMetadatas(Class, '', true, false);
    const nested = rules.filter(({ type }) => type === ValidationTypes.NESTED_VALIDATION);
    return new InputInstantiator(Class, isDecorated(Class), new Set(nested.map(({ propertyName }) => propertyName)));
  }

  /**
   * The members of a free-form object are the caller's, whatever they are called, so it is handed on as it is; class-transformer
   * would lose some of them, and fails at one that is called `constructor`. Methods, and what every object has, stay what they are.
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

/** Whether a class, or what it extends, has a setter of the name. */
function hasSetter(prototype: object, name: string): boolean {
  for (let one = prototype; one !== Object.prototype; one = Object.getPrototypeOf(one) as object) {
    const found = Object.getOwnPropertyDescriptor(one, name);
    if (found) return found.set !== undefined;
  }
  return false;
}

/** Whether class-transformer has been told anything of a class, or of what it extends. */
function isDecorated(Class: object): boolean {
  const { _typeMetadatas, _transformMetadatas, _exposeMetadatas, _excludeMetadatas } = defaultMetadataStorage;
  const told = [_typeMetadatas, _transformMetadatas, _exposeMetadatas, _excludeMetadatas];
  for (let one: object | null = Class; one !== null; one = Object.getPrototypeOf(one) as object | null)
    if (told.some((classes) => classes.has(one))) return true;
  return false;
}
