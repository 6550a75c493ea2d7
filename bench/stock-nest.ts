import 'reflect-metadata';
import { Body, Controller, Get, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

/** Stock Nest and Express: parses a body and sends it back, without authentication. */
@Controller()
class EchoController {
  @Get('health/live')
  live(): object {
    return { status: 'ok' };
  }

  @Post('api/v1/dataactions/customer-lookup')
  @HttpCode(200)
  echo(@Body() body: object): object {
    return body;
  }
}

@Module({ controllers: [EchoController] })
class EchoModule {}

async function main(): Promise<void> {
  const app = await NestFactory.create(EchoModule, { logger: false });
  await app.listen(Number(process.env['PORT']), process.env['HOST'] ?? '127.0.0.1');
}

void main();
