/** A JSON object of the platform. Reads fields that are absent, null or of another type as empty. */
export class GenesysFields {
  private readonly fields: Readonly<Record<string, unknown>>;

  constructor(value: unknown) {
    this.fields = Object(value) as Record<string, unknown>;
  }

  text(name: string): string {
    const value = this.fields[name];
    return typeof value === 'string' ? value : '';
  }

  /** Returns a number; 0 if absent. */
  count(name: string): number {
    const value = this.fields[name];
    return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
  }

  object(name: string): GenesysFields {
    return new GenesysFields(this.fields[name]);
  }

  /** Returns the objects of a list; undefined if it is not a list of objects. */
  objects(name: string): GenesysFields[] | undefined {
    const value = this.fields[name];
    const isList = Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null);
    return isList ? value.map((item) => new GenesysFields(item)) : undefined;
  }
}
