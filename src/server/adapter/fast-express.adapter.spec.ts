import { AddressInfo } from 'node:net';
import { Controller, Get, Header, Module, Req, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { NestExpressApplication } from '@nestjs/platform-express';
import { Output, WithData } from '../../json/output.js';
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

  @Get('output')
  @Header('Content-Type', 'application/vnd.api+json')
  output(): object {
    return WithData.create(Output.fromJson('{"id":9007199254740993}'), { code: 'OK' });
  }
}

@Module({ controllers: [EchoController] })
class EchoModule {}

describe('FastExpressAdapter', () => {
  let app: NestExpressApplication;
  /** The prototypes of a request and its response before Express handles them. */
  const prototypes: unknown[] = [];

  beforeAll(async () => {
    app = await NestFactory.create<NestExpressApplication>(
      EchoModule,
      new FastExpressAdapter({ isFast: true, headersTimeoutMs: 10_000, actionTimeoutMs: 8_000, tls: undefined }),
      { logger: false },
    );
    app.getHttpServer().prependListener('request', (...pair: object[]) => {
      prototypes.push(...pair.map((object) => Object.getPrototypeOf(object) as unknown));
    });
    await app.listen(0, '127.0.0.1');
  });

  afterAll(() => app.close());

  const get = (path: string): Promise<Response> => {
    const { port } = app.getHttpServer().address() as AddressInfo;
    return fetch(`http://127.0.0.1:${port}${path}`);
  };

  it('creates requests and responses with the prototypes of Express', async () => {
    const reply = await get('/echo?a=b');

    expect(await reply.json()).toEqual({ path: '/echo', ip: '127.0.0.1', locals: {} });
    const { request, response } = app.getHttpAdapter().getInstance() as { request: object; response: object };
    expect(prototypes[0]).toBe(request);
    expect(prototypes[1]).toBe(response);
  });
  it('sends an output with all digits of its numbers, and with the media type that the handler has set', async () => {
    const reply = await get('/output');

    expect(reply.headers.get('Content-Type')).toBe('application/vnd.api+json');
    expect(await reply.text()).toBe('{"data":{"id":9007199254740993},"code":"OK"}');
  });
});
