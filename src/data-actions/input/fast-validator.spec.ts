import 'reflect-metadata';
import {
  IsDefined,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
  validateSync,
} from 'class-validator';
import fc from '../../../test/support/fast-check.js';
import { FastValidator } from './fast-validator.js';

class Order {
  @IsString()
  @IsNotEmpty()
  @MaxLength(3)
  id: string;

  @IsOptional()
  @IsInt()
  @Min(1)
  count?: number;

  @ValidateIf(({ count }: Order) => count === 2)
  @IsDefined()
  @IsObject()
  gift?: object;
}

class Parcel extends Order {
  @IsString({ message: 'no street' })
  street: string;
}

class Nested {
  @ValidateNested()
  order: Order;
}

class Listed {
  @IsString({ each: true })
  ids: string[];
}

describe('FastValidator', () => {
  it.each([
    [{ id: 'abc', street: '' }, true],
    [{ id: 'abc', count: 1, street: '' }, true],
    [{ id: 'abc', count: 2, gift: {}, street: '' }, true],
    [{ id: 'abcd', street: '' }, false],
    [{ id: '', street: '' }, false],
    [{ id: 'abc', count: 0, street: '' }, false],
    [{ id: 'abc', count: 2, street: '' }, false],
    [{ id: 'abc' }, false],
    [{}, false],
  ])('accepts %j: %s', (fields, accepted) => {
    expect(FastValidator.of(Parcel)?.accept(Object.assign(new Parcel(), fields))).toBe(accepted);
  });

  it('agrees with class-validator', () => {
    const rules = FastValidator.of(Parcel);
    const value = fc.oneof(
      fc.string({ maxLength: 4 }),
      fc.integer({ min: -1, max: 3 }),
      fc.constantFrom(null, undefined, {}, [], 1.5, true),
    );
    fc.assert(
      fc.property(
        fc.record({ id: value, count: value, gift: value, street: value }, { requiredKeys: [] }),
        (fields) => {
          const parcel = Object.assign(new Parcel(), fields);
          expect(rules?.accept(parcel)).toBe(validateSync(parcel, { forbidUnknownValues: false }).length === 0);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it.each([[Nested], [Listed]])('does not support %p', (Class) => {
    expect(FastValidator.of(Class)).toBeUndefined();
  });
});
