import { AddressInfo } from 'node:net';
import {
  CallHandler,
  Controller,
  ExecutionContext,
  Get,
  HttpException,
  INestApplication,
  Module,
  NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { map, Observable, of } from 'rxjs';
import { DirectInterceptor, runDirectly } from './direct.interceptor.js';

/** How often Nest has put observables around a direct interceptor. */
let detours = 0;

class Quoting extends DirectInterceptor {
  override async run(context: ExecutionContext, handle: () => Promise<unknown>): Promise<string> {
    return `${context.getClass().name}.${context.getHandler().name} ${context.getType()}: "${String(await handle())}"`;
  }

  override intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    detours += 1;
    return super.intercept(context, next);
  }
}

class Shouting implements NestInterceptor<string, string> {
  intercept(_: ExecutionContext, next: CallHandler<string>): Observable<string> {
    return next.handle().pipe(map((text) => text.toUpperCase()));
  }
}

@Controller()
class Words {
  @Get('value')
  @UseInterceptors(Quoting)
  value(): string {
    return 'a value';
  }

  @Get('promise')
  @UseInterceptors(Quoting)
  async promise(): Promise<string> {
    return 'a promise';
  }

  @Get('observable')
  @UseInterceptors(Quoting)
  observable(): Observable<string> {
    return of('not the last', 'an observable');
  }

  @Get('failure')
  @UseInterceptors(Quoting)
  failure(): string {
    throw new HttpException('a failure', 418);
  }

  @Get('between')
  @UseInterceptors(Shouting, Quoting)
  between(): string {
    return 'between';
  }

  @Get('other')
  @UseInterceptors(Shouting)
  other(): string {
    return 'other';
  }
}

@Module({ controllers: [Words] })
class WordsModule {}

describe('a direct interceptor', () => {
  let app: INestApplication;
  let url: string;

  beforeAll(async () => {
    runDirectly();
    app = await NestFactory.create(WordsModule, { logger: false });
    await app.listen(0, '127.0.0.1');
    url = `http://127.0.0.1:${(app.getHttpServer() as { address: () => AddressInfo }).address().port}`;
  });
  beforeEach(() => {
    detours = 0;
  });
  afterAll(() => app.close());

  it.each([
    ['value', 'Words.value http: "a value"'],
    ['promise', 'Words.promise http: "a promise"'],
    ['observable', 'Words.observable http: "an observable"'],
  ])('gets what the handler gives as a %s, without a detour', async (path, text) => {
    const answer = await fetch(`${url}/${path}`);

    expect(await answer.text()).toBe(text);
    expect(detours).toBe(0);
  });

  it('leaves failures to the filters', async () => {
    const answer = await fetch(`${url}/failure`);

    expect(answer.status).toBe(418);
    expect(detours).toBe(0);
  });

  it('runs as any other beside others', async () => {
    const answer = await fetch(`${url}/between`);

    expect(await answer.text()).toBe('WORDS.BETWEEN HTTP: "BETWEEN"');
    expect(detours).toBe(1);
  });

  it('changes nothing for others alone', async () => {
    const answer = await fetch(`${url}/other`);

    expect(await answer.text()).toBe('OTHER');
  });
});
