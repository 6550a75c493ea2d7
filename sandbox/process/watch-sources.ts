import { watch } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { inProject } from './project-root.js';

/** Pause after the last change before a build: an editor writes in several steps, and a checkout writes many files. */
const QUIET_MS = 200;

/** Functions of scripts/build that this file uses. */
interface Build {
  readonly SERVICE: object;
  isUpToDate(target: object): boolean;
  ensureBuilt(targets: readonly object[], report: (line: string) => void): Promise<void>;
}

export interface SourceWatch {
  readonly say: (line: string) => void;
  /** Called after each successful build. */
  readonly onBuilt: () => Promise<void>;
}

/** Builds the service after each change of its sources. Reports a failed build, and builds again after the next change. */
export function watchSources({ say, onBuilt }: SourceWatch): { stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let building = Promise.resolve();
  const build = async (): Promise<void> => {
    try {
      if (await buildService(say)) await onBuilt();
    } catch (error) {
      say(`The build failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const watcher = watch(inProject('src'), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      building = building.then(build);
    }, QUIET_MS);
  });
  return {
    stop: () => {
      clearTimeout(timer);
      watcher.close();
    },
  };
}

/** Builds the service if a source has changed. @returns whether it was built */
async function buildService(say: (line: string) => void): Promise<boolean> {
  const load = (file: string): Promise<unknown> => import(pathToFileURL(inProject('scripts', 'build', file)).href);
  const { isUpToDate, SERVICE } = (await load('inputs.mjs')) as Pick<Build, 'SERVICE' | 'isUpToDate'>;
  if (isUpToDate(SERVICE)) return false;
  const { ensureBuilt } = (await load('ensure-built.mjs')) as Pick<Build, 'ensureBuilt'>;
  await ensureBuilt([SERVICE], say);
  return true;
}
