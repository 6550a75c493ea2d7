/**
 * Preloaded with `node --require`: ends this process when its parent ends, because a killed parent sends no signal. The
 * parent connects the standard input as a pipe. The system closes the pipe when the parent ends.
 */
process.stdin.once('close', () => process.kill(process.pid, 'SIGTERM')).resume();
process.stdin.unref();
