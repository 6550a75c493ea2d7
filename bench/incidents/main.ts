import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startWorld } from '../../sandbox/world.js';
import { Subject } from '../subject.js';
import { INCIDENTS } from './incident.js';
import { measure } from './measure.js';
import { picture } from './picture.js';

const ROOT = join(__dirname, '..', '..', '..');
const FOLDER = join(ROOT, 'docs', 'incidents');

/** Measures each incident against a new process of the built service, and draws the pictures of docs/incidents.md. */
async function main(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  for (const incident of INCIDENTS) {
    const world = await startWorld();
    const environment = { LOG_LEVEL: 'error', ...(incident.name === 'slow' && { UPSTREAM_MAX_CONCURRENCY: '20' }) };
    const command = [join(ROOT, 'dist', 'main.js')];
    const service = await Subject.start('service', command, world.environment(environment), '/health/ready');
    const seconds = await measure(world, Number(new URL(service.url).port), incident);
    await service.stop();
    await world.stop();
    writeFileSync(join(FOLDER, `${incident.name}.svg`), picture(incident.title, seconds));
    const rows = seconds.map(({ attempts, successes, calls }) => `${attempts}/${successes}/${calls}`);
    process.stdout.write(`${incident.title}: attempts/successes/calls ${rows.join(' ')}\n`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? String(error.stack) : String(error)}\n`);
  process.exit(1);
});
