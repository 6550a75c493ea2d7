import { FunctionApp } from '../../src/function/function-app.js';
import { HIGH_LIMITS } from '../support/limits.js';
import { startWorld, World } from '../support/world.js';

type Variables = Readonly<Record<string, string>>;

/** The service as a serverless function, and its simulated upstreams, for one suite. */
class Functions {
  world!: World;
  private readonly own: FunctionApp[] = [];
  private readonly byVariables = new Map<string, Promise<FunctionApp>>();

  constructor(private readonly defaults: Variables) {}

  async startWorld(): Promise<void> {
    this.world = await startWorld();
  }

  /** Starts a function that stops after the test. */
  async start(variables: Variables = {}): Promise<FunctionApp> {
    const app = await this.create(variables);
    this.own.push(app);
    return app;
  }

  /** Returns a function that tests share, for tests that change nothing in it. Its cache is shared, too. */
  shared(variables: Variables = {}): Promise<FunctionApp> {
    const key = JSON.stringify(variables);
    const app = this.byVariables.get(key) ?? this.create(variables);
    this.byVariables.set(key, app);
    return app;
  }

  async stopOwn(): Promise<void> {
    for (const app of this.own.splice(0)) await app.stop();
  }

  async stop(): Promise<void> {
    for (const app of this.byVariables.values()) await (await app).stop();
    await this.world.stop();
  }

  private create(variables: Variables): Promise<FunctionApp> {
    const environment = { ...HIGH_LIMITS, LOG_LEVEL: 'silent', ...this.defaults, ...variables };
    return FunctionApp.start(this.world.environment(environment));
  }
}

/** Declares the functions of a suite. Their upstreams are without faults before each test. */
export function functionsWith(defaults: Variables): Functions {
  const functions = new Functions(defaults);
  beforeAll(() => functions.startWorld());
  beforeEach(() => functions.world.reset());
  afterEach(() => functions.stopOwn());
  afterAll(() => functions.stop());
  return functions;
}
