const notes = new WeakMap<object, string>();

/**
 * Records the full JSON of a value that cannot represent all of it, for example the digits of a number over 2^53. The value
 * must not change after that.
 */
export function keepJson<T extends object>(value: T, json: string): T {
  notes.set(value, json);
  return value;
}

/** The output of an action and its JSON, which is created once and sent unchanged. */
export class Output {
  private constructor(
    readonly json: string,
    private value?: object,
  ) {}

  /** @throws TypeError for a value that has no JSON */
  static of(value: object): Output {
    const json = notes.get(value) ?? JSON.stringify(value);
    if ((json as string | undefined) === undefined) throw new TypeError('An output must be representable as JSON');
    return new Output(json, value);
  }

  /** @param json valid JSON. It is parsed if a caller reads the value */
  static fromJson(json: string): Output {
    return new Output(json);
  }

  /** The value. A caller may change it, without effect on the JSON. */
  get data(): object {
    return (this.value ??= JSON.parse(this.json) as object);
  }
}

/** An object with the data of an output as its first member. */
export class WithData {
  /** Undefined as soon as a caller has read or replaced the data, because the caller may have changed the data. */
  #json: string | undefined;
  #output: Pick<Output, 'data'>;

  private constructor(output: Output, rest: object) {
    this.#json = output.json;
    this.#output = output;
    Object.defineProperty(this, 'data', WithData.data);
    Object.assign(this, rest);
  }

  static create<T extends object>(output: Output, rest: T): T & { data: object } {
    return new WithData(output, rest) as unknown as T & { data: object };
  }

  /**
   * Returns the JSON of an object, and reuses the JSON of its data. Returns undefined if a caller has read the data, and for
   * any other value.
   */
  static jsonOf(value: unknown): string | undefined {
    if (typeof value !== 'object' || value === null || !(#json in value) || value.#json === undefined) return undefined;
    const rest: Record<string, unknown> = {};
    for (const name of Object.keys(value)) if (name !== 'data') rest[name] = value[name as never];
    const json = JSON.stringify(rest);
    return `{"data":${value.#json}${json === '{}' ? '' : ','}${json.slice(1)}`;
  }

  /** An own property, so that copies of the object have it. */
  private static readonly data: PropertyDescriptor & ThisType<WithData> = {
    enumerable: true,
    configurable: true,
    get() {
      this.#json = undefined;
      return this.#output.data;
    },
    set(data: object) {
      this.#json = undefined;
      this.#output = { data };
    },
  };
}
