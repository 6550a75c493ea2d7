import { AddressInfo } from 'node:net';
import { Controller, Get, Injectable, Module, Post, Req, UseGuards } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { ClientProxyFactory, EventPattern, MessagePattern, Payload, Transport } from '@nestjs/microservices';
import { WsAdapter } from '@nestjs/platform-ws';
import { Cron, CronExpression, Interval, ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { Throttle, ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import { MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { IsString } from 'class-validator';
import cookieParser from 'cookie-parser';
import { Request } from 'express';
import session from 'express-session';
import { firstValueFrom } from 'rxjs';
import { Column, Entity, PrimaryColumn, Repository } from 'typeorm';
import { WebSocket } from 'ws';
import { freePort } from '../../sandbox/process/free-port.js';
import { startWorld } from '../support/world.js';
import { createApp } from '../../src/app.js';
import { AppModule } from '../../src/app.module.js';
import { Public } from '../../src/auth/access/public.decorator.js';
import { SigningKeys } from '../../src/auth/signing-keys/signing-keys.js';
import { DataAction, Execute, Input } from '../../src/data-actions/decorators/data-action.decorator.js';
import { TestService, until } from '../support/service.js';

declare module 'express-session' {
  interface SessionData {
    visits?: number;
  }
}

@Public()
@WebSocketGateway({ path: '/live' })
class PublicGateway {
  @SubscribeMessage('double')
  double(@MessageBody() number: number): object {
    return { event: 'doubled', data: 2 * number };
  }
}

@WebSocketGateway({ path: '/private' })
class PrivateGateway {
  @SubscribeMessage('double')
  double(@MessageBody() number: number): object {
    return { event: 'doubled', data: 2 * number };
  }
}

@Injectable()
class Jobs {
  runs = 0;

  @Interval('often', 10)
  run(): void {
    this.runs += 1;
  }

  @Cron(CronExpression.EVERY_1ST_DAY_OF_MONTH_AT_MIDNIGHT, { name: 'monthly' })
  monthly(): void {
    this.runs += 1_000;
  }
}

const events: unknown[] = [];

@Public()
@Controller('features')
class FeaturesController {
  constructor(private readonly config: ConfigService) {}

  @Get('config')
  configured(): object {
    return { greeting: this.config.get<string>('greeting') };
  }

  @Post('visits')
  visit(@Req() { session, cookies }: Request): object {
    session.visits = (session.visits ?? 0) + 1;
    return { visits: session.visits, cookies: Object.keys(cookies as object) };
  }

  @Get('throttled')
  @UseGuards(ThrottlerGuard)
  @Throttle({ default: { limit: 2, ttl: 60_000 } })
  throttled(): string {
    return 'within the limit';
  }

  @MessagePattern('sum')
  sum(@Payload() numbers: number[]): number {
    return numbers.reduce((sum, number) => sum + number, 0);
  }

  @EventPattern('noted')
  note(@Payload() event: unknown): void {
    events.push(event);
  }
}

@Controller()
class PrivatePatternsController {
  @MessagePattern('private-sum')
  sum(@Payload() numbers: number[]): number {
    return numbers.length;
  }
}

@Entity()
class OpeningHours {
  @PrimaryColumn('text') queue!: string;
  @Column('text') hours!: string;
}

class OpeningHoursInput {
  @IsString() queue!: string;
}

class OpeningHoursOutput {
  found!: boolean;
  hours!: string;
}

@Injectable()
class OpeningHoursStore {
  constructor(@InjectRepository(OpeningHours) readonly repository: Repository<OpeningHours>) {}
}

@DataAction('opening-hours', { effect: 'read', summary: 'Looks up when a queue is open', cache: {} })
class OpeningHoursAction {
  constructor(private readonly store: OpeningHoursStore) {}

  @Execute(OpeningHoursOutput)
  async execute(@Input() { queue }: OpeningHoursInput): Promise<OpeningHoursOutput> {
    const row = await this.store.repository.findOneBy({ queue });
    return { found: row !== null, hours: row?.hours ?? '' };
  }
}

@Module({
  imports: [
    TypeOrmModule.forRoot({ type: 'sqljs', entities: [OpeningHours], synchronize: true }),
    TypeOrmModule.forFeature([OpeningHours]),
  ],
  controllers: [OpeningHoursAction],
  providers: [OpeningHoursStore],
})
class OpeningHoursModule {}

@Module({
  imports: [
    ConfigModule.forRoot({ ignoreEnvFile: true, load: [() => ({ greeting: 'hello' })] }),
    ScheduleModule.forRoot(),
    ThrottlerModule.forRoot([{ limit: 100, ttl: 60_000 }]),
    OpeningHoursModule,
  ],
  controllers: [FeaturesController, PrivatePatternsController],
  providers: [PublicGateway, PrivateGateway, Jobs],
})
class FeaturesModule {}

describe.each(['on', 'off'])('the service with additional modules of Nest, HTTP_FAST_PATH=%s', (fastPath) => {
  let service: TestService;
  let microservice: { transport: Transport.TCP; options: { host: string; port: number } };

  beforeAll(async () => {
    const world = await startWorld();
    const environment = world.environment({ LOG_LEVEL: 'silent', HTTP_FAST_PATH: fastPath });
    @Module({ imports: [AppModule.forEnvironment(environment), FeaturesModule] })
    class RootModule {}
    const app = await createApp(environment, { module: RootModule });
    app.use(cookieParser(), session({ secret: 'test', resave: false, saveUninitialized: false }));
    app.useWebSocketAdapter(new WsAdapter(app));
    microservice = { transport: Transport.TCP, options: { host: '127.0.0.1', port: await freePort() } };
    app.connectMicroservice(microservice, { inheritAppConfig: true });
    await app.startAllMicroservices();
    await app.listen(0, '127.0.0.1');
    await until(() => app.get(SigningKeys).freshness !== 'none');
    service = new TestService(app, world, true);
  });

  const url = (path: string, scheme = 'http'): string => {
    const { port } = service.app.getHttpServer().address() as AddressInfo;
    return `${scheme}://127.0.0.1:${port}${path}`;
  };

  /** Sends `double` over a socket, and returns the first message that comes back. */
  async function double(path: string): Promise<unknown> {
    const socket = new WebSocket(url(path, 'ws'));
    try {
      return await new Promise((resolve, reject) => {
        socket.on('error', reject);
        socket.on('message', (data: Buffer) => resolve(JSON.parse(data.toString('utf8'))));
        socket.on('open', () => socket.send(JSON.stringify({ event: 'double', data: 21 })));
      });
    } finally {
      socket.terminate();
    }
  }

  it('serves messages of a public WebSocket gateway', async () => {
    expect(await double('/live')).toEqual({ event: 'doubled', data: 42 });
  });

  it('rejects messages of a gateway without @Public()', async () => {
    expect(await double('/private')).toMatchObject({ event: 'exception', data: { status: 'error' } });
  });

  it('serves message and event patterns of a hybrid application', async () => {
    const client = ClientProxyFactory.create(microservice);
    try {
      expect(await firstValueFrom(client.send('sum', [1, 2, 3]))).toBe(6);
      client.emit('noted', { at: fastPath });
      await until(() => events.some((event) => JSON.stringify(event) === JSON.stringify({ at: fastPath })));
      await expect(firstValueFrom(client.send('private-sum', [1]))).rejects.toMatchObject({
        message: 'Forbidden resource',
      });
    } finally {
      client.close();
    }
  });

  it('injects ConfigService of @nestjs/config', async () => {
    expect(await (await fetch(url('/features/config'))).json()).toEqual({ greeting: 'hello' });
  });

  it('runs the jobs of @nestjs/schedule', async () => {
    await until(() => service.app.get(Jobs).runs > 2);
    const registry = service.app.get(SchedulerRegistry);

    expect([registry.getIntervals(), [...registry.getCronJobs().keys()]]).toEqual([['often'], ['monthly']]);
  });

  it("throttles with @nestjs/throttler, in Nest's own error format", async () => {
    const replies = [];
    for (let call = 0; call < 3; call += 1) replies.push(await fetch(url('/features/throttled')));

    expect(replies.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(await replies[2]?.json()).toMatchObject({ statusCode: 429, message: expect.stringContaining('Throttler') });
  });

  it('keeps a session across requests', async () => {
    const first = await fetch(url('/features/visits'), { method: 'POST' });
    const cookie = (first.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const second = await fetch(url('/features/visits'), { method: 'POST', headers: { cookie } });

    expect([await first.json(), await second.json()]).toEqual([
      { visits: 1, cookies: [] },
      { visits: 2, cookies: ['connect.sid'] },
    ]);
  });

  it('reads the output of a Data Action from a table, and then from the cache', async () => {
    await service.app.get(OpeningHoursStore).repository.save({ queue: 'sales', hours: '08:00-18:00' });
    const replies = [
      await service.call('opening-hours', { queue: 'sales' }),
      await service.call('opening-hours', { queue: 'sales' }),
      await service.call('opening-hours', { queue: 'nights' }),
    ];

    expect(replies.map(({ body }) => [body.source, body.data])).toEqual([
      ['api', { found: true, hours: '08:00-18:00' }],
      ['cache', { found: true, hours: '08:00-18:00' }],
      ['api', { found: false, hours: '' }],
    ]);
  });

  it('serves its Data Actions as before', async () => {
    const { status, body } = await service.call('customer-lookup', { customer_id: 'c-1' });

    expect([status, body.code]).toEqual([200, 'OK']);
  });
});
