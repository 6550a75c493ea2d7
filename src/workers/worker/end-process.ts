import { logOutput } from '../../observability/log/log-output.js';

/** Time limit for writing the last log lines. A reader that has stopped must not keep the process alive. */
const FLUSH_LIMIT_MS = 500;

/** Ends this process once its log lines are written, or after the time limit. */
export async function endProcess(exitCode: number): Promise<void> {
  await logOutput().flush(FLUSH_LIMIT_MS);
  process.exit(exitCode);
}
