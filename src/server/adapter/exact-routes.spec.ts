import { Request } from 'express';
import { ExactRoutes } from './exact-routes.js';

const named = (name: string) => Object.assign(() => undefined, { serves: name });

/** The name of the handler that serves a request. */
const servedBy = (routes: ExactRoutes, method: string, path: string): string =>
  (routes.find({ method, url: path } as Request) as ReturnType<typeof named> | undefined)?.serves ?? 'nobody';

describe('routes without parameters', () => {
  const routes = new ExactRoutes();
  routes.add('POST', '/a', named('post a'));
  routes.add('GET', '/a/b', named('get b'));
  routes.add('GET', '/a/b', named('a second one'));
  routes.add('GET', '/', named('root'));

  it.each([
    ['POST', '/a', 'post a'],
    ['POST', '/a/', 'post a'],
    ['GET', '/a/b', 'get b'],
    ['HEAD', '/a/b', 'get b'],
    ['GET', '/', 'root'],
    ['GET', '/a', 'nobody'],
    ['POST', '/A', 'nobody'],
    ['POST', '/a//', 'nobody'],
    ['POST', '/a/b', 'nobody'],
    ['GET', '/a/b/c', 'nobody'],
    ['GET', '/constructor', 'nobody'],
  ])('has %s %s served by: %s', (method, path, name) => {
    expect(servedBy(routes, method, path)).toBe(name);
  });

  it.each([
    [['/a', named('one')], true],
    [['/a/:id', named('one')], false],
    [['/files/*path', named('one')], false],
    [['/a{/b}', named('one')], false],
    [[/a/, named('one')], false],
    [['/a', named('one'), named('two')], false],
    [['setting'], false],
  ])('takes %p: %s', (route, isTaken) => {
    expect(ExactRoutes.takes(route)).toBe(isTaken);
  });
});
