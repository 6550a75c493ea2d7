import { NextFunction, Request, Response } from 'express';
import { ExactRoutes } from './exact-routes.js';

/** Who serves a request: the name of a handler, or `next`. */
function servedBy(routes: ExactRoutes, method: string, path: string): string {
  let name = '';
  const response = { serve: (handler: string) => (name = handler) } as unknown as Response;
  routes.serve({ method, path } as Request, response, (() => (name = 'next')) as NextFunction);
  return name;
}

const named = (name: string) => (_request: Request, response: Response) =>
  (response as unknown as { serve(name: string): void }).serve(name);

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
    ['GET', '/a', 'next'],
    ['POST', '/A', 'next'],
    ['POST', '/a//', 'next'],
    ['POST', '/a/b', 'next'],
    ['GET', '/a/b/c', 'next'],
    ['GET', '/constructor', 'next'],
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
