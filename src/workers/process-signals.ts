import cluster from 'node:cluster';

/** Signals that end this process. */
const STOP_SIGNALS = ['SIGTERM', 'SIGINT'] as const;

type Handler = () => void;

/**
 * Handles the signals of this process. Import it before everything else: without a handler, the first process of a container
 * never gets a signal, and loading the other modules takes a second.
 *
 * Until something else is set, nothing has begun, so a stop signal ends the process at once. Workers wait for their parent's
 * order: a terminal signals the whole group. SIGHUP never ends the service.
 */
let stop: Handler = cluster.isWorker ? () => undefined : () => process.exit(0);
let reload: Handler = () => undefined;

for (const signal of STOP_SIGNALS) process.on(signal, () => stop());
process.on('SIGHUP', () => reload());

/** Sets the handler of SIGTERM and SIGINT. A second signal calls the handler again. */
export function onStopSignal(handler: Handler): void {
  stop = handler;
}

/** Sets the handler of SIGHUP. */
export function onReloadSignal(handler: Handler): void {
  reload = handler;
}
