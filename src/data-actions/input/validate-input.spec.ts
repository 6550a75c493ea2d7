import 'reflect-metadata';
import { Expose, Transform, Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, ValidateNested } from 'class-validator';
import { InvalidInput } from '../../errors/request-errors.js';
import { validateInput } from './validate-input.js';

class Home {
  @IsInt()
  readonly floor: number;
}

class Person {
  @IsString()
  @MaxLength(3)
  readonly name: string;

  @IsOptional()
  @IsInt()
  @Max(150)
  readonly age?: number;

  @IsOptional()
  @ValidateNested({ each: true })
  @Type(() => Home)
  readonly homes?: readonly Home[];
}

class Named {
  @IsString()
  readonly name: string;
}

/** A class with its own or inherited decorators of class-transformer. */
class Shouted {
  @Transform(({ value }) => String(value).toUpperCase())
  @IsString()
  readonly word: string;
}

class ShoutedTwice extends Shouted {}

class Renamed {
  @Expose({ name: 'customer_id' })
  @IsString()
  readonly customerId: string;
}

class Trimmed {
  private text = '';

  @IsString()
  get name(): string {
    return this.text;
  }

  set name(text: string) {
    this.text = text.trim();
  }

  get length(): number {
    return this.text.length;
  }
}

class TrimmedToo extends Trimmed {}

function messagesOf(input: unknown): readonly string[] {
  try {
    validateInput(Person, input);
  } catch (error) {
    if (error instanceof InvalidInput) return error.messages;
    throw error;
  }
  return [];
}

describe('validateInput', () => {
  it('creates an instance of the class and of nested classes', () => {
    const person = validateInput(Person, { name: 'Ada', homes: [{ floor: 1 }] });

    expect(person).toBeInstanceOf(Person);
    expect(person.homes?.[0]).toBeInstanceOf(Home);
    expect(person).toEqual({ name: 'Ada', homes: [{ floor: 1 }] });
  });

  it.each([
    [Named, { name: 'Ada', more: { constructor: 1 } }, { name: 'Ada', more: { constructor: 1 } }],
    [Shouted, { word: 'ada' }, { word: 'ADA' }],
    [ShoutedTwice, { word: 'ada' }, { word: 'ADA' }],
    [Renamed, { customer_id: 'C-1' }, { customerId: 'C-1' }],
  ])('applies the decorators of %p, and keeps members without decorators', (Class: new () => object, input, fields) => {
    const instance = validateInput(Class, input);

    expect(instance).toBeInstanceOf(Class);
    expect({ ...instance }).toEqual(fields);
  });

  it.each([Trimmed, TrimmedToo])('uses setters and skips getters', (Class) => {
    const { name, length } = validateInput(Class, { name: ' Ada ', length: 99 });

    expect([name, length]).toEqual(['Ada', 3]);
  });

  it.each(['constructor', 'toString', '__proto__'])('does not overwrite inherited members: %s', (name) => {
    for (const value of [{ isAdmin: true }, 'text']) {
      const input: unknown = JSON.parse(`{"name":"Ada","${name}":${JSON.stringify(value)}}`);
      for (const Class of [Named, Person]) {
        const instance = validateInput<object>(Class, input);

        expect(Object.entries(instance)).toEqual([['name', 'Ada']]);
        expect(Object.getPrototypeOf(instance)).toBe(Class.prototype);
      }
    }
  });

  it('names every invalid field with all its problems', () => {
    expect(messagesOf({ name: 'Adam', age: 1.5, homes: [{ floor: 1 }, { floor: 'x' }] })).toEqual([
      'name must be shorter than or equal to 3 characters',
      'age must be an integer number',
      'homes.1.floor must be an integer number',
    ]);
    expect(messagesOf({})).toEqual(['name must be shorter than or equal to 3 characters', 'name must be a string']);
  });

  it.each([[null], [undefined], ['text'], [7], [[]], [[{ name: 'Ada' }]]])('rejects %j', (input) => {
    expect(messagesOf(input)).toEqual(['The input must be an object']);
  });

  it('does not repeat values in messages', () => {
    expect(messagesOf({ name: 'secret', age: 'secret', homes: 'secret' }).join()).not.toContain('secret');
  });
});
