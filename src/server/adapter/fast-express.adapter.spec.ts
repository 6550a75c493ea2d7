import { AddressInfo } from 'node:net';
import { Controller, Get, Module, Req, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { NestExpressApplication } from '@nestjs/platform-express';
import { FastExpressAdapter } from './fast-express.adapter.js';

@Controller()
class EchoController {
  @Get('echo')
  echo(
    @Req() request: { path: string; ip?: string },
    @Res({ passthrough: true }) response: { locals: object },
  ): object {
    return { path: request.path, ip: request.ip, locals: response.locals };
  }
}

@Module({ controllers: [EchoController] })
class EchoModule {}

describe('the front of the service', () => {
  let app: NestExpressApplication;
  /** What each request and its response had when Node gave them to Express. */
  const born: unknown[] = [];

  beforeAll(async () => {
    app = await NestFactory.create<NestExpressApplication>(
      EchoModule,
      new FastExpressAdapter({ isFast: true, headersTimeoutMs: 10_000, actionTimeoutMs: 8_000, tls: undefined }),
      { logger: false },
    );
    app.getHttpServer().prependListener('request', (...pair: object[]) => {
      born.push(...pair.map((object) => Object.getPrototypeOf(object) as unknown));
    });
    await app.listen(0, '127.0.0.1');
  });

  afterAll(() => app.close());

  it('makes requests and responses with the prototypes that Express would give them', async () => {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/echo?a=b`);

    expect(await answer.json()).toEqual({ path: '/echo', ip: '127.0.0.1', locals: {} });
    const { request, response } = app.getHttpAdapter().getInstance() as { request: object; response: object };
    expect(born[0]).toBe(request);
    expect(born[1]).toBe(response);
  });
});
