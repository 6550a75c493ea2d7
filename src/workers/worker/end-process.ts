import { logOutput } from '../../observability/log/log-output.js';

/** How long the last log lines may take. A reader that has stopped must not keep the process. */
const FLUSH_LIMIT_MS = 500;

/** Ends this process once its log lines are written, or soon after. */
export async function endProcess(exitCode: number): Promise<void> {
  await logOutput().flush(FLUSH_LIMIT_MS);
  process.exit(exitCode);
}
