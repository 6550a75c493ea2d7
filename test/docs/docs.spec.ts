import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import '../../src/function.js';
import '../../src/workers/workers.config.js';
import { configClasses } from '../../src/config/variables/env.decorator.js';
import { ActionError, ERROR_CODES, InternalError } from '../../src/errors/action-error.js';
import { errorResponse } from '../../src/envelope/error-response.js';
import {
  IdempotencyConflict,
  IdempotencyInProgress,
  IdempotencyKeyReused,
  OutcomeUnknown,
  StoreUnavailable,
} from '../../src/errors/idempotency-errors.js';
import { CircuitOpen, DeadlineExceeded, Overloaded } from '../../src/errors/limit-errors.js';
import * as request from '../../src/errors/request-errors.js';
import * as upstream from '../../src/errors/upstream-errors.js';

/** One error of each kind. Upstreams respond with 418, because no error of the service uses this status. */
const FAILURES: readonly ActionError[] = [
  new request.InvalidInput('x'),
  new request.MalformedJson('x'),
  new request.Unauthenticated('missing'),
  new request.Forbidden('x'),
  new request.UnknownAction('x'),
  new request.MethodNotAllowed('GET', ['POST']),
  new request.PayloadTooLarge('x'),
  new request.UnsupportedMediaType('x'),
  new upstream.UpstreamRejected('CRM', 418),
  new upstream.UpstreamThrottled('CRM'),
  new upstream.UpstreamUnavailable('CRM', 418),
  new upstream.UpstreamUnreachable('CRM', 'x'),
  new upstream.UpstreamBadResponse('CRM', 'x'),
  new DeadlineExceeded(1),
  new CircuitOpen('CRM', 1),
  new Overloaded('x'),
  new IdempotencyInProgress(1),
  new IdempotencyConflict('Genesys Cloud'),
  new OutcomeUnknown(),
  new IdempotencyKeyReused(),
  new StoreUnavailable({ mayHaveBeenApplied: false }),
  new InternalError(),
];

describe('docs/errors.md', () => {
  const rows = tableIn('errors.md');

  it('lists exactly the codes that exist', () => {
    expect(rows.map(([code]) => code).sort()).toEqual([...ERROR_CODES].sort());
  });

  it('has a section for each code, to which the log links', () => {
    const sections = [...textOf('errors.md').matchAll(/^### (\w+)$/gm)].map(([, title]) => title);

    expect(sections.sort()).toEqual([...ERROR_CODES, 'ABANDONED'].sort());
  });

  it.each(FAILURES.map((failure) => [failure.code, failure] as const))('describes %s', (code, failure) => {
    const [, http, statusCode, fallbackType, action] = rows.find(([listed]) => listed === code) ?? [];
    const inStatus = errorResponse(failure, 'status', 'id');
    const inBody = errorResponse(failure, 'in-body', 'id');

    expect(String(inStatus.httpStatus)).toBe(http);
    expect(inStatus.body.fallback_type).toBe(fallbackType);
    if (action !== 'by status') expect(inStatus.body.action).toBe(action);
    if (statusCode === 'HTTP') {
      expect([inBody.httpStatus, inBody.body.status_code]).toEqual([inStatus.httpStatus, inStatus.httpStatus]);
    } else {
      expect([inBody.httpStatus, inBody.body.status_code]).toEqual([
        200,
        statusCode === "the upstream's" ? 418 : Number(statusCode),
      ]);
    }
  });
});

describe('docs/configuration.md', () => {
  const rows = tableIn('configuration.md');
  const documented = rows.map(([variable = '']) => variable);
  const bindings = [...configClasses()].flatMap(([Class, bound]) => {
    const defaults = new Class() as Record<string, unknown>;
    return bound.map(({ property, ...binding }) => ({ ...binding, value: defaults[property] }));
  });
  const described = bindings.filter(({ variable }) => documented.includes(variable));

  it('lists exactly the variables that the service reads, except those of added actions and clients', () => {
    const missing = bindings.filter(({ variable }) => !documented.includes(variable) && !isAdded(variable, documented));

    expect(missing.map(({ variable }) => variable)).toEqual([]);
    expect(described.map(({ variable }) => variable).sort()).toEqual([...documented].sort());
  });

  it('lists exactly the variables that can be set by a file', () => {
    const secrets = described.filter(({ isSecret }) => isSecret);
    const [, listed = ''] = /These variables are secrets: (.*)\.$/m.exec(textOf('configuration.md')) ?? [];

    expect(listed.split(', ')).toEqual(secrets.map(({ variable }) => `\`${variable}\``).sort());
  });

  it.each(described.map(({ variable, value }) => [variable, value]))('lists the default of %s', (variable, value) => {
    const [, shown] = rows.find(([listed]) => listed === variable) ?? [];
    const isSimple = ['string', 'number', 'boolean'].includes(typeof value) && value !== false;

    expect(shown).toBe(isSimple ? String(value) : Array.isArray(value) ? value.join(',') : '');
  });
});

/**
 * Returns whether an action or a client declares a variable that the page omits. A client has all its variables on the
 * page, or none.
 */
function isAdded(variable: string, documented: readonly string[]): boolean {
  const declares = (folder: string, file: RegExp, declaration: string): boolean =>
    readdirSync(join(__dirname, '..', '..', 'src', folder))
      .filter((name) => file.test(name))
      .some((name) => readFileSync(join(__dirname, '..', '..', 'src', folder, name), 'utf8').includes(declaration));
  const [prefix = ''] = variable.split(/_(?=BASE_URL|AUTH|API_KEY|USERNAME|PASSWORD|TOKEN_URL|CLIENT|SCOPE|TLS)/);
  return (
    declares('actions', /\.action\.ts$/, `'${variable}'`) ||
    (!documented.includes(`${prefix}_BASE_URL`) && declares('upstreams', /\.client\.ts$/, `prefix: '${prefix}'`))
  );
}

/** Returns the cells of a page's tables, row by row, without the headers. */
function tableIn(page: string): string[][] {
  return textOf(page)
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
}

function textOf(page: string): string {
  return readFileSync(join(__dirname, '..', '..', 'docs', page), 'utf8');
}
