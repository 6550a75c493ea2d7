import { LimitExceeded } from '../limits/engine-error.js';

/**
 * Numbers whose scales differ by more than this are compared by magnitude only. The exact comparison takes too long.
 */
const MAX_SCALE = 10_000;

/** An exact decimal number, like Java's `BigDecimal`: `unscaled` × 10^-`scale`. */
export class Decimal {
  private constructor(
    private readonly unscaled: bigint,
    private readonly scale: number,
  ) {}

  /** Parses like `new BigDecimal(text)`; returns undefined for an invalid text. */
  static parse(text: string): Decimal | undefined {
    const [, sign = '', whole = '', fraction = '', exponent = '0'] =
      /^([+-]?)(?=\.?\d)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
    if (whole + fraction === '' || Math.abs(Number(exponent)) > 2 ** 31) return undefined;
    const digits = BigInt(whole + fraction);
    return new Decimal(sign === '-' ? -digits : digits, fraction.length - Number(exponent));
  }

  static of(unscaled: bigint, scale: number): Decimal {
    return new Decimal(unscaled, scale);
  }

  plus(other: Decimal): Decimal {
    const scale = Math.max(this.scale, other.scale);
    return new Decimal(this.unscaledAt(scale) + other.unscaledAt(scale), scale);
  }

  minus(other: Decimal): Decimal {
    return this.plus(new Decimal(-other.unscaled, other.scale));
  }

  times(other: Decimal): Decimal {
    return new Decimal(this.unscaled * other.unscaled, this.scale + other.scale);
  }

  /** Divides and rounds half down, to the scale of this number; undefined for a division by zero. */
  dividedBy(other: Decimal): Decimal | undefined {
    if (other.unscaled === 0n) return undefined;
    const numerator = other.scale >= 0 ? this.unscaled * 10n ** BigInt(other.scale) : this.unscaled;
    const denominator = other.scale >= 0 ? other.unscaled : other.unscaled * 10n ** BigInt(-other.scale);
    const quotient = numerator / denominator;
    const rest = abs(numerator % denominator) * 2n;
    const step = numerator < 0n === denominator < 0n ? 1n : -1n;
    return new Decimal(rest > abs(denominator) ? quotient + step : quotient, this.scale);
  }

  compare(other: Decimal): number {
    if (this.signum !== other.signum || this.signum === 0) return Math.sign(this.signum - other.signum);
    const difference = this.magnitude - other.magnitude;
    if (difference !== 0 || Math.abs(this.scale - other.scale) > MAX_SCALE)
      return Math.sign(difference * this.signum) || 0;
    const scale = Math.max(this.scale, other.scale);
    const [one, two] = [this.unscaledAt(scale), other.unscaledAt(scale)];
    return one < two ? -1 : one > two ? 1 : 0;
  }

  toNumber(): number {
    return Number(`${this.unscaled}e${-this.scale}`);
  }

  /** Formats like `BigDecimal.toString`. */
  toString(): string {
    const sign = this.unscaled < 0n ? '-' : '';
    const { digits } = this;
    const adjusted = digits.length - 1 - this.scale;
    if (this.scale >= 0 && adjusted >= -6) {
      if (this.scale === 0) return sign + digits;
      const padded = digits.padStart(this.scale + 1, '0');
      return `${sign}${padded.slice(0, -this.scale)}.${padded.slice(-this.scale)}`;
    }
    const mantissa = digits.length > 1 ? `${digits[0] ?? ''}.${digits.slice(1)}` : digits;
    if (adjusted === 0) return sign + mantissa;
    return `${sign}${mantissa}E${adjusted > 0 ? '+' : ''}${adjusted}`;
  }

  private get signum(): number {
    return this.unscaled === 0n ? 0 : this.unscaled < 0n ? -1 : 1;
  }

  private get digits(): string {
    return abs(this.unscaled).toString();
  }

  /** Number of digits before the decimal point. */
  private get magnitude(): number {
    return this.digits.length - this.scale;
  }

  /** @throws LimitExceeded for a number with too many digits */
  private unscaledAt(scale: number): bigint {
    if (scale - this.scale > MAX_SCALE) throw new LimitExceeded(`A number has more than ${MAX_SCALE} digits`);
    return this.unscaled * 10n ** BigInt(scale - this.scale);
  }
}

const abs = (value: bigint): bigint => (value < 0n ? -value : value);
