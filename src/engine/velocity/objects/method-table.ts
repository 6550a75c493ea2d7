import { Decimal } from '../../number/decimal.js';
import type { WorkBudget } from '../../limits/work-budget.js';
import { javaText } from './java-text.js';
import { ABSENT, Value } from './velocity-object.js';

/**
 * Types of parameters: a text (`s`; a scalar is converted), a `CharSequence` (`q`), an integer (`i`), a decimal number
 * (`d`), a boolean (`b`), a list (`l`), any value (`o`), any number of further arguments (`*`).
 */
type ParameterType = 's' | 'q' | 'i' | 'd' | 'b' | 'l' | 'o' | '*';

/** The arguments of a call after conversion; each method knows their types from its signature. */
export type Method<Self> = (self: Self, args: Arguments, budget: WorkBudget) => Value;

/** Reads converted arguments by position. */
export class Arguments {
  constructor(readonly all: readonly Value[]) {}

  text(index: number): string {
    const value = this.all[index];
    return typeof value === 'string' ? value : javaText(value);
  }

  integer(index: number): number {
    return Number(this.all[index]);
  }

  has(index: number): boolean {
    return index < this.all.length;
  }
}

/** The methods of one Java type, by name and signature: `substring(i)`, `substring(ii)`. */
export class MethodTable<Self> {
  private readonly overloads = new Map<string, { types: readonly ParameterType[]; method: Method<Self> }[]>();

  constructor(methods: Readonly<Record<string, Method<Self>>>) {
    for (const [signature, method] of Object.entries(methods)) {
      const [name = '', types = ''] = signature.split('(');
      const known = this.overloads.get(name) ?? [];
      known.push({ types: [...types.replace(')', '')] as ParameterType[], method });
      this.overloads.set(name, known);
    }
  }

  /** @returns ABSENT if no signature fits the arguments */
  call(self: Self, name: string, args: readonly Value[], budget: WorkBudget): Value {
    for (const { types, method } of this.overloads.get(name) ?? []) {
      const converted = convertAll(types, args);
      if (converted !== undefined) return method(self, new Arguments(converted), budget);
    }
    return ABSENT;
  }
}

function convertAll(types: readonly ParameterType[], args: readonly Value[]): Value[] | undefined {
  const isOpen = types.at(-1) === '*';
  if (isOpen ? args.length < types.length - 1 : args.length !== types.length) return undefined;
  const converted = args.map((arg, index) => convert(types[index] ?? '*', arg));
  return converted.includes(ABSENT) ? undefined : converted;
}

function convert(type: ParameterType, value: Value): Value {
  if (type === 'o' || type === '*') return value;
  if (type === 's' && value === null) return value;
  if (type === 's' || type === 'q') {
    if (typeof value === 'string') return value;
    return type === 's' && isScalar(value) ? javaText(value) : ABSENT;
  }
  if (type === 'b') return typeof value === 'boolean' ? value : ABSENT;
  if (type === 'l') return Array.isArray(value) ? value : ABSENT;
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return type === 'd' ? value : BigInt(Math.trunc(value));
  return type === 'i' && typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : ABSENT;
}

const isScalar = (value: Value): boolean =>
  typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean' || value instanceof Decimal;
