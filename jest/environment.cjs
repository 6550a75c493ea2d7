const { readFileSync } = require('node:fs');
const perfHooks = require('node:perf_hooks');
const { Script } = require('node:vm');
const { TestEnvironment } = require('jest-environment-node');
const { text } = require('./packages.cjs');

const { monitorEventLoopDelay, PerformanceObserver } = perfHooks;
const observers = new Set();
let histogram;
let script;

/**
 * Every start of the service has the event loop and the garbage collection measured, until the process ends: Node never lets
 * go of such a histogram or observer, nor of whatever was under way when it was made. Here it would keep every suite in memory.
 */
perfHooks.monitorEventLoopDelay = (options) => (histogram ??= monitorEventLoopDelay(options));
perfHooks.PerformanceObserver = class extends PerformanceObserver {
  constructor(callback) {
    super(callback);
    observers.add(this);
  }
};

/** Each suite has packages of its own as ever, but the worker reads and compiles them once for all its suites. */
module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    let packages;
    this.global[Symbol.for('packages')] = (require) => {
      script ??= new Script(readFileSync(text, 'utf8'), { filename: text });
      packages ??= script.runInContext(this.context)(require, { exports: {} });
      return packages;
    };
  }

  async teardown() {
    for (const observer of observers) observer.disconnect();
    observers.clear();
    await super.teardown();
  }
};
