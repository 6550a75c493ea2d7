import { availableParallelism } from 'node:os';
import { readConfigs } from '../config/variables/read-configs.js';
import { Environment } from '../config/variables/environment.js';
import { WorkersConfig } from './workers.config.js';
import { problemsOf } from '../../test/support/configuration-problems.js';

const REDIS_URL = 'redis://127.0.0.1';

const countOf = (environment: Environment): number =>
  (readConfigs(environment).get(WorkersConfig) as WorkersConfig).count;

describe('WORKERS', () => {
  it('is 1 by default, with or without REDIS_URL', () => {
    expect(countOf({})).toBe(1);
    expect(countOf({ WORKERS: '1' })).toBe(1);
    expect(countOf({ REDIS_URL })).toBe(1);
  });

  it('accepts a number or auto, one per core', () => {
    expect(countOf({ WORKERS: '3', REDIS_URL })).toBe(3);
    expect(countOf({ WORKERS: 'auto', REDIS_URL })).toBe(availableParallelism());
  });

  it.each(['2', '64'])('rejects %s without REDIS_URL', (WORKERS) => {
    const problem =
      'WORKERS must be 1 without REDIS_URL, because several processes share their idempotency records through Redis';
    expect(problemsOf({ WORKERS, REDIS_URL: ' ' })).toEqual([problem]);
  });

  it.each(['0', '-1', '1.5', 'all', '1000', '0x2'])('rejects %s', (WORKERS) => {
    expect(problemsOf({ WORKERS, REDIS_URL })).toEqual(['WORKERS must be auto, or a number from 1 to 999']);
  });
});
