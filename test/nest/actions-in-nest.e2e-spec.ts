import { once } from 'node:events';
import { AddressInfo, connect } from 'node:net';
import {
  CallHandler,
  CanActivate,
  Catch,
  ClassSerializerInterceptor,
  ConflictException,
  ExceptionFilter,
  ArgumentsHost,
  ExecutionContext,
  HttpCode,
  HttpException,
  Module,
  NestInterceptor,
  UnprocessableEntityException,
  UseFilters,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import { NextFunction, Request, Response } from 'express';
import { map, Observable } from 'rxjs';
import { CustomerLookupAction } from '../../src/actions/customer-lookup.action.js';
import { createApp } from '../../src/app.js';
import { AppModule } from '../../src/app.module.js';
import { SigningKeys } from '../../src/auth/signing-keys/signing-keys.js';
import { DataAction, Execute, Input } from '../../src/data-actions/decorators/data-action.decorator.js';
import { Envelope } from '../../src/envelope/envelope.js';
import { Deadline } from '../../src/resilience/deadline/deadline.js';
import { CrmClient } from '../../src/upstreams/crm.client.js';
import { HIGH_LIMITS } from '../support/limits.js';
import { Reply, TestService, until } from '../support/service.js';
import { startWorld, World } from '../support/world.js';

class Address {
  @IsString() city!: string;
}

/** An input with validators and without Swagger metadata, because the Swagger plugin does not read spec files. */
class EchoInput {
  @IsString() text!: string;
  @IsInt() @IsOptional() count?: number;
  @IsArray() @IsString({ each: true }) @IsOptional() tags?: string[];
  @ValidateNested() @Type(() => Address) @IsOptional() address?: Address;
}

class EchoOutput {
  text!: string;
}

class DeniesGuard implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

class MapInterceptor implements NestInterceptor<Envelope, object> {
  intercept(_context: ExecutionContext, next: CallHandler<Envelope>): Observable<object> {
    return next.handle().pipe(map((envelope) => ({ ...envelope, mapped: true })));
  }
}

@Catch(ConflictException)
class ConflictFilter implements ExceptionFilter {
  catch(_exception: ConflictException, host: ArgumentsHost): void {
    host.switchToHttp().getResponse<Response>().status(418).json({ filtered: true });
  }
}

const options = { effect: 'read', summary: 'Returns its input' } as const;

@DataAction('echo', { ...options, cache: { ttlMs: 60_000 } })
class EchoAction {
  @Execute(EchoOutput)
  execute(@Input() input: EchoInput): object {
    if (input.text.startsWith('throw ')) throw new HttpException('thrown', Number(input.text.slice(6)));
    if (input.text === 'invalid') throw new UnprocessableEntityException({ message: ['first', 'second'] });
    return { ...input };
  }
}

@DataAction('mapped', options)
@UseInterceptors(MapInterceptor, ClassSerializerInterceptor)
class MappedAction {
  @HttpCode(201)
  @Execute(EchoOutput)
  execute(@Input() { text }: EchoInput): object {
    return { text };
  }
}

@UseGuards(DeniesGuard)
@DataAction('denied', options)
class DeniedAction {
  @Execute(EchoOutput)
  execute(@Input() { text }: EchoInput): object {
    return { text };
  }
}

@UseFilters(ConflictFilter)
@DataAction('filtered', options)
class FilteredAction {
  @Execute(EchoOutput)
  execute(@Input() _input: EchoInput): object {
    throw new ConflictException();
  }
}

@Module({ controllers: [EchoAction, MappedAction, DeniedAction, FilteredAction] })
class ExtraActionsModule {}

describe.each(['on', 'off'])('Data Actions in Nest, with HTTP_FAST_PATH=%s', (fastPath) => {
  let world: World;
  let service: TestService;

  async function start(prepare: (app: NestExpressApplication) => void = () => undefined): Promise<TestService> {
    const environment = { ...world.environment(), ...HIGH_LIMITS, LOG_LEVEL: 'silent', HTTP_FAST_PATH: fastPath };
    @Module({ imports: [AppModule.forEnvironment(environment), ExtraActionsModule] })
    class RootModule {}
    const app = await createApp(environment, { module: RootModule, nest: { forceCloseConnections: true } });
    prepare(app);
    await app.listen(0, '127.0.0.1');
    await until(() => app.get(SigningKeys).freshness !== 'none');
    return new TestService(app, world, false);
  }

  beforeAll(async () => {
    world = await startWorld();
    service = await start();
  });

  const echo = (text: string, headers: Record<string, string> = {}): Promise<Reply> =>
    service.call('echo', { text }, { headers });

  it('accept inputs with validators and without Swagger metadata, in any file', async () => {
    const input = { text: 'a', count: '5', tags: '["x"]', address: { city: 'Bern' }, unknown: true };

    const { body } = await service.call('echo', input);
    const invalid = await service.call('echo', { text: 'a', address: { city: [5] } });

    expect(body.data).toEqual({ text: 'a', count: 5, tags: ['x'], address: { city: 'Bern' } });
    expect(invalid).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
  });

  it.each([
    [400, 400, 'INVALID_INPUT'],
    [403, 403, 'FORBIDDEN'],
    [404, 404, 'UNKNOWN_ACTION'],
    [409, 409, 'IDEMPOTENCY_CONFLICT'],
    [413, 413, 'PAYLOAD_TOO_LARGE'],
    [415, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [422, 422, 'INVALID_INPUT'],
    [429, 429, 'OVERLOADED'],
    [503, 500, 'INTERNAL'],
  ])('map an exception of Nest with status %i to status %i and code %s', async (status, expected, code) => {
    const plain = await echo(`throw ${status}`);
    const inBody = await echo(`throw ${status}`, { 'X-Failure-Style': 'in-body' });

    expect(plain).toMatchObject({ status: expected, body: { code, status_code: expected, success: false } });
    expect(inBody).toMatchObject({ status: 200, body: { code, status_code: expected } });
  });

  it('return each message of an exception as a separate error', async () => {
    expect((await echo('invalid')).body.errors).toEqual(['first', 'second']);
  });

  it('run guards, mapping interceptors, serializers and filters of Nest', async () => {
    const [mapped, denied, filtered] = await Promise.all(
      ['mapped', 'denied', 'filtered'].map((name) => service.call(name, { text: 'a' })),
    );

    expect(mapped).toMatchObject({ status: 201, body: { data: { text: 'a' }, mapped: true, success: true } });
    expect(denied).toMatchObject({ status: 403, body: { code: 'FORBIDDEN', errors: ['Forbidden resource'] } });
    expect(filtered).toMatchObject({ status: 418, body: { filtered: true } });
  });

  describe('of an application with global additions', () => {
    const path = '/prefix/api/v1/dataactions/echo';
    let prepared: TestService;

    beforeAll(async () => {
      prepared = await start((app) => {
        app.setGlobalPrefix('prefix');
        app.enableCors({ origin: 'https://a.example' });
        app.useBodyParser('json', { limit: 1_000 });
        app.use((_request: Request, response: Response, next: NextFunction) => {
          response.setHeader('X-Used', 'yes');
          next();
        });
        app.useGlobalInterceptors({
          intercept: (_context, next) =>
            next.handle().pipe(
              map((envelope: Envelope) => {
                Object.assign(envelope.data, { changed: ((envelope.data as { changed?: number }).changed ?? 0) + 1 });
                return envelope;
              }),
            ),
        });
      });
    });

    it('run behind global middleware, body parsers, CORS and a global prefix', async () => {
      const preflight = await prepared.send(path, {
        method: 'OPTIONS',
        headers: { Origin: 'https://a.example', 'Access-Control-Request-Method': 'POST' },
      });
      const called = await prepared.call(path, { text: 'a' });
      const tooLarge = await prepared.call(path, { text: 'a'.repeat(2_000) });
      const malformed = await prepared.call(path, undefined, { raw: '{"text":' });

      expect([preflight.status, preflight.headers.get('Access-Control-Allow-Origin')]).toEqual([
        204,
        'https://a.example',
      ]);
      expect(called).toMatchObject({ status: 200, body: { data: { text: 'a' } } });
      expect(called.headers.get('X-Used')).toBe('yes');
      expect([tooLarge.status, malformed.status]).toEqual([413, 400]);
    });

    it('do not store the changes of a global interceptor in the cache', async () => {
      const replies: Reply[] = [];
      for (let times = 0; times < 3; times += 1) replies.push(await prepared.call(path, { text: 'same' }));

      expect(replies.map(({ body }) => body.source)).toEqual(['api', 'cache', 'cache']);
      expect(replies.map(({ body }) => body.data)).toEqual(Array(3).fill({ text: 'same', changed: 1 }));
    });

    it('have their open connections closed at once when an application with forceCloseConnections stops', async () => {
      const socket = connect(prepared.port, '127.0.0.1');
      await once(socket, 'connect');
      const closed = once(socket, 'close');

      await prepared.stop();
      await closed;

      expect(socket.destroyed).toBe(true);
    });
  });
});

const CUSTOMER = { id: 'c-1', name: 'Ada', tier: 'gold', email: 'ada@example.com' };

describe('an action alone', () => {
  it('returns the profile that its client finds', async () => {
    const module = await Test.createTestingModule({
      providers: [CustomerLookupAction, { provide: CrmClient, useValue: { findCustomer: async () => CUSTOMER } }],
    })
      .useMocker(() => ({}))
      .compile();
    const call = { deadline: new Deadline(performance.now(), 1_000) };

    const output = await module.get(CustomerLookupAction).execute({ customer_id: 'c-1' }, call as never);

    call.deadline.release();
    expect(output).toMatchObject({ found: true, profile: CUSTOMER });
  });
});

describe('the application of a testing module', () => {
  let world: World;
  let app: NestExpressApplication;
  const findCustomer = async (): Promise<object> => CUSTOMER;

  beforeAll(async () => {
    world = await startWorld();
    const module = await Test.createTestingModule({
      imports: [AppModule.forEnvironment(world.environment({ LOG_LEVEL: 'silent' }))],
    })
      .overrideProvider(CrmClient)
      .useValue({ findCustomer })
      .compile();
    app = module.createNestApplication<NestExpressApplication>();
    await app.listen(0, '127.0.0.1');
    await until(() => app.get(SigningKeys).freshness !== 'none');
  });

  afterAll(() => app.close());

  async function call(action: string, body: string, token = world.issuer.token()): Promise<[number, unknown]> {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/dataactions/${action}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
      body,
    });
    return [response.status, await response.json()];
  }

  it('uses the provider that replaces the client', async () => {
    const [status, body] = await call('customer-lookup', '{"customer_id":"c-1"}');

    expect(status).toBe(200);
    expect(body).toMatchObject({ success: true, data: { found: true, profile: CUSTOMER } });
  });

  it.each([
    ['queues', '{}'],
    ['customer-overview', '{"customerId":"c-1"}'],
    ['invoke-data-action', '{"idempotency_key":"k-1","input_payload":{}}'],
    ['conversation-query', '{"filter_expression":"mediaType == \\"voice\\""}'],
  ])('responds to the action %s with an envelope', async (action, body) => {
    const [status, envelope] = await call(action, body);

    expect(status).not.toBe(500);
    expect(envelope).toHaveProperty('correlation_id');
  });

  it.each([
    ['a body that is not JSON', '{"customer_id":', undefined, 400, 'INVALID_INPUT'],
    ['an input that does not fit', '{}', undefined, 400, 'INVALID_INPUT'],
    ['an invalid token', '{"customer_id":"c-1"}', 'none', 401, 'UNAUTHENTICATED'],
  ])('rejects %s', async (_, body, token, status, code) => {
    expect(await call('customer-lookup', body, token)).toEqual([status, expect.objectContaining({ code })]);
  });
});
