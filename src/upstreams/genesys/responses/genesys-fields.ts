/** A JSON object of the platform, read so that what is absent, null or of another type is simply empty. */
export class GenesysFields {
  private readonly fields: Readonly<Record<string, unknown>>;

  constructor(value: unknown) {
    this.fields = Object(value) as Record<string, unknown>;
  }

  text(name: string): string {
    const value = this.fields[name];
    return typeof value === 'string' ? value : '';
  }

  /** A count; 0 where there is none. */
  count(name: string): number {
    const value = this.fields[name];
    return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
  }

  object(name: string): GenesysFields {
    return new GenesysFields(this.fields[name]);
  }

  /** The objects of a list; undefined where it is no list of objects. */
  objects(name: string): GenesysFields[] | undefined {
    const value = this.fields[name];
    const isList = Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null);
    return isList ? value.map((item) => new GenesysFields(item)) : undefined;
  }
}
