import { AddressInfo } from 'node:net';
import { Controller, Get, MiddlewareConsumer, Module, NestModule, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { NestExpressApplication } from '@nestjs/platform-express';
import { NextFunction, Request, Response } from 'express';
import { FastExpressAdapter } from './fast-express.adapter.js';

@Controller()
class PlaceController {
  @Get('exact')
  exact(): string {
    return 'exact';
  }

  @Get('guarded/exact')
  guarded(): string {
    return 'guarded';
  }

  @Get('items/:id')
  item(@Param('id') id: string): string {
    return `item ${id}`;
  }
}

@Module({ controllers: [PlaceController] })
class PlaceModule {}

@Module({ controllers: [PlaceController] })
class ModuleWithMiddleware implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(mark('of the module')).forRoutes('*path');
  }
}

/** Middleware that leaves its name on the answer. */
const mark =
  (name: string) =>
  (_request: Request, response: Response, next: NextFunction): void => {
    response.append('X-Passed', name);
    next();
  };

async function start(Class: object): Promise<NestExpressApplication> {
  const adapter = new FastExpressAdapter({ headersTimeoutMs: 10_000, actionTimeoutMs: 8_000, tls: undefined });
  const app = await NestFactory.create<NestExpressApplication>(Class, adapter, { logger: false, bodyParser: false });
  app.use(mark('first'));
  app.use('/guarded', mark('of a path'));
  app.use(async (request: Request, _response: Response, next: NextFunction) => {
    await Promise.resolve();
    if (request.headers['x-fail'] === 'throw') throw new Error('thrown');
    next(request.headers['x-fail'] === 'pass on' ? new Error('passed on') : undefined);
  });
  app.use(mark('last'));
  await app.listen(0, '127.0.0.1');
  return app;
}

describe('the adapter without detours', () => {
  let app: NestExpressApplication;
  let url: string;

  const begin = async (Class: object): Promise<void> => {
    app = await start(Class);
    url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  };

  afterEach(() => app.close());

  it.each([
    ['/exact', 'first, last', 'exact'],
    ['/exact/', 'first, last', 'exact'],
    ['/items/5', 'first, last', 'item 5'],
    ['/guarded/exact', 'first, last, of a path', 'guarded'],
  ])('has the middleware run in front of %s, in its order: %s', async (path, passed, text) => {
    await begin(PlaceModule);
    const answer = await fetch(url + path);

    expect(await answer.text()).toBe(text);
    expect(answer.headers.get('X-Passed')).toBe(passed);
  });

  it('has the middleware of a module run too', async () => {
    await begin(ModuleWithMiddleware);
    const answer = await fetch(`${url}/exact`);

    expect(await answer.text()).toBe('exact');
    expect(answer.headers.get('X-Passed')).toBe('first, last, of the module');
  });

  it.each(['throw', 'pass on'])('has Nest answer what middleware fails with: %s', async (failure) => {
    await begin(PlaceModule);
    const answer = await fetch(`${url}/exact`, { headers: { 'X-Fail': failure } });

    expect(answer.status).toBe(500);
    expect(await answer.json()).toEqual({ statusCode: 500, message: 'Internal server error' });
  });

  it('leaves to Express what it does not know', async () => {
    await begin(PlaceModule);
    const answer = await fetch(`${url}/nowhere`);

    expect(answer.status).toBe(404);
    expect(answer.headers.get('X-Passed')).toBe('first, last');
  });
});
