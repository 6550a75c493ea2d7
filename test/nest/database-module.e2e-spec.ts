import { Injectable, Module } from '@nestjs/common';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { IsString } from 'class-validator';
import { Column, Entity, PrimaryColumn, Repository } from 'typeorm';
import { startWorld } from '../support/world.js';
import { createApp } from '../../src/app.js';
import { AppModule } from '../../src/app.module.js';
import { SigningKeys } from '../../src/auth/signing-keys/signing-keys.js';
import { DataAction, Execute, Input } from '../../src/data-actions/decorators/data-action.decorator.js';
import { TestService, until } from '../support/service.js';

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

describe('a module with a database', () => {
  let service: TestService;

  beforeAll(async () => {
    const world = await startWorld();
    const environment = world.environment({ LOG_LEVEL: 'silent' });
    @Module({ imports: [AppModule.forEnvironment(environment), OpeningHoursModule] })
    class RootModule {}
    const app = await createApp(environment, { module: RootModule });
    await app.listen(0, '127.0.0.1');
    await until(() => app.get(SigningKeys).freshness !== 'none');
    service = new TestService(app, world, true);
    await app.get(OpeningHoursStore).repository.save({ queue: 'sales', hours: '08:00-18:00' });
  });

  it('answers a Data Action from a table, and then from the cache', async () => {
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
});
