const { AsyncLocalStorage } = require('node:async_hooks');

/*
 * Jest uses an AsyncLocalStorage for each suite and never disables it. Before Node 24, each promise copies the contexts of
 * all storages in use, so every suite would make the later suites of its worker slower.
 */
const { run } = AsyncLocalStorage.prototype;
const used = new Set();

AsyncLocalStorage.prototype.run = function (...args) {
  used.add(this);
  return run.apply(this, args);
};

afterAll(() => {
  AsyncLocalStorage.prototype.run = run;
  for (const storage of used) storage.disable();
});
