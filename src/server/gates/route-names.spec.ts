import { RouteNames } from './route-names.js';

describe('RouteNames', () => {
  const names = new RouteNames(['/', '/api/v1/dataactions', '/api/v1/dataactions/queues', '/docs', '/oauth/token']);

  it.each([
    ['/', '/'],
    ['/api/v1/dataactions/queues', '/api/v1/dataactions/queues'],
    ['/api/v1/dataactions/queues/4111111111111111', '/api/v1/dataactions/queues/…'],
    ['/api/v1/dataactions/secret', '/api/v1/dataactions/…'],
    ['/api/v1', '/api/v1/…'],
    ['/api/secret/dataactions', '/api/…'],
    ['/docs/swagger-ui.css', '/docs/…'],
    ['/secret', '/…'],
    ['*', '/…'],
    ['', '/…'],
    [`/${'a/'.repeat(8_000)}`, '/…'],
  ])('names %s as %s', (path, name) => {
    expect(names.of(path)).toBe(name);
  });
});
