import cluster from 'node:cluster';

/** Signals that end this process. */
const STOP_SIGNALS = ['SIGTERM', 'SIGINT'] as const;

type Handler = () => void;

/**
 * Handles the signals of this process. Import this file before all others: the first process of a container ignores signals
 * without a handler, and the other modules take a second to load.
 *
 * Until a handler is set, no work has started, so a stop signal ends the process at once. A worker ignores the signal and
 * waits for the order of its parent, because a terminal signals the whole process group. SIGHUP never ends the service.
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
