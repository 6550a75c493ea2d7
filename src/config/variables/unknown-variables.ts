import { Logger, OnModuleInit } from '@nestjs/common';
import { closest, distance } from 'fastest-levenshtein';
import { configClasses } from './env.decorator.js';
import { Environment } from './environment.js';

/** Variables that Kubernetes and Docker links set for every reachable service, such as `REDIS_SERVICE_HOST`. */
const SERVICE_LINK = /_(SERVICE_(HOST|PORT)(_\w+)?|PORT(_\d+_(TCP|UDP)(_\w+)?)?)$/;

/** Prefixes that other programs use too. A variable with such a prefix is reported only if it looks misspelt. */
const COMMON_PREFIXES = new Set(['API', 'BODY', 'FUNCTION', 'HEADERS', 'HTTP', 'HTTPS', 'IP', 'LOG', 'MAX', 'NO']);

const MAX_TYPING_ERRORS = 3;

/** Warns at startup about unknown variables with a prefix of this service: a misspelt limit would have no effect. */
export class UnknownVariables implements OnModuleInit {
  private readonly logger = new Logger(UnknownVariables.name);

  constructor(private readonly environment: Environment) {}

  onModuleInit(): void {
    for (const warning of unknownVariables(this.environment)) this.logger.warn(warning);
  }
}

/** Returns one line per unknown variable with a prefix of this service. */
export function unknownVariables(environment: Environment): string[] {
  const known = [...configClasses().values()]
    .flat()
    .flatMap(({ variable, isSecret }) => (isSecret ? [variable, `${variable}_FILE`] : [variable]));
  const names = new Set(known);
  const prefixes = new Set(known.filter((name) => name.includes('_')).map(prefixOf));
  return Object.keys(environment)
    .filter((name) => !names.has(name) && prefixes.has(prefixOf(name)) && !SERVICE_LINK.test(name))
    .flatMap((name) => {
      const nearest = closest(name, known);
      if (distance(name, nearest) <= MAX_TYPING_ERRORS) return [`${name} is unknown; did you mean ${nearest}?`];
      return COMMON_PREFIXES.has(prefixOf(name)) ? [] : [`${name} is unknown and has no effect`];
    });
}

const prefixOf = (name: string): string => name.slice(0, Math.max(0, name.indexOf('_')));
