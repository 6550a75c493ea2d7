import { IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Max, Min } from 'class-validator';
import { Env, list } from './env.decorator.js';
import { Environment } from './environment.js';
import { InvalidConfiguration, readConfigs } from './read-configs.js';
import { problemsOf } from '../../../test/support/configuration-problems.js';

class _ColoursConfig {
  @Env('SPEC_COLOURS', list)
  @IsIn(['red', 'blue'], { each: true })
  readonly colours: readonly string[] = [];
}

class PortConfig {
  @Env('SPEC_PORT')
  @IsInt()
  @Min(1)
  @Max(100)
  readonly port: number = 80;

  @Env('SPEC_NAMES', list)
  readonly names: readonly string[] = [];
}

class SwitchConfig {
  @Env('SPEC_ON')
  readonly isOn: boolean = false;

  @Env('SPEC_SECRET')
  @IsOptional()
  @IsString()
  readonly secret?: string;

  @Env('SPEC_SHAPE', (text) => {
    if (text !== 'round') throw new Error('must be round');
    return { shape: text };
  })
  @IsNotEmpty()
  readonly shape?: object = { shape: 'none' };
}

const read = <T extends object>(Class: new () => T, environment: Environment): T =>
  readConfigs(environment).get(Class) as T;

describe('readConfigs', () => {
  it('keeps the defaults of unset variables', () => {
    expect(read(PortConfig, {})).toEqual({ port: 80, names: [] });
    expect(read(SwitchConfig, {})).toEqual({ isOn: false, shape: { shape: 'none' } });
  });

  it("parses each variable to its property's type", () => {
    expect(read(PortConfig, { SPEC_PORT: '99', SPEC_NAMES: ' a, b ,,c' })).toEqual({
      port: 99,
      names: ['a', 'b', 'c'],
    });
    expect(read(SwitchConfig, { SPEC_ON: 'true', SPEC_SECRET: ' x ', SPEC_SHAPE: 'round' })).toEqual({
      isOn: true,
      secret: 'x',
      shape: { shape: 'round' },
    });
  });

  it.each(['', ' ', '\n'])('treats %j as unset', (text) => {
    expect(read(PortConfig, { SPEC_PORT: text }).port).toBe(80);
  });

  it('freezes the configs', () => {
    expect(Object.isFrozen(read(PortConfig, {}))).toBe(true);
  });

  it.each(['0x10', '1e2', '1_0', 'ten', 'NaN', 'Infinity', '--1', '1.', '.5', '1 2', '１'])(
    'rejects %s as a number',
    (SPEC_PORT) => {
      expect(problemsOf({ SPEC_PORT })).toEqual(['SPEC_PORT must be a number']);
    },
  );

  it.each(['yes', '1', 'TRUE', 'on'])('rejects %s as a boolean', (SPEC_ON) => {
    expect(problemsOf({ SPEC_ON })).toEqual(['SPEC_ON must be true or false']);
  });

  it('lists every invalid variable of every class in alphabetical order, without values', () => {
    const problems = problemsOf({
      SPEC_PORT: '-1.5',
      SPEC_ON: 'hunter2',
      SPEC_SHAPE: 'hunter2',
      SPEC_SECRET: 'hunter2',
    });

    expect(problems).toEqual([
      'SPEC_ON must be true or false',
      'SPEC_PORT must be an integer number',
      'SPEC_PORT must not be less than 1',
      'SPEC_SHAPE must be round',
    ]);
    expect(new InvalidConfiguration(problems).message).toBe(
      'Invalid configuration:\n  SPEC_ON must be true or false\n  SPEC_PORT must be an integer number\n' +
        '  SPEC_PORT must not be less than 1\n  SPEC_SHAPE must be round',
    );
  });

  it('names the wrong members of a list', () => {
    expect(problemsOf({ SPEC_COLOURS: 'red,hunter2,blue,green' })).toEqual([
      'SPEC_COLOURS: `hunter2`, `green` must be one of the following values: red, blue',
    ]);
  });
});
