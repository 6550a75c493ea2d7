/** Upper limit of path segments, which no registered route exceeds. */
const MAX_SEGMENTS = 8;

/**
 * Names requests for the log. An unknown path can contain personal data or a password, so only the prefix that it shares
 * with a route is logged: `/api/v1/…`.
 */
export class RouteNames {
  private readonly routes: ReadonlySet<string>;
  /** Every prefix of a route. */
  private readonly prefixes = new Set<string>();

  constructor(routes: readonly string[]) {
    this.routes = new Set(routes);
    for (const route of routes) {
      const segments = route.split('/');
      for (let count = 2; count <= segments.length; count += 1) this.prefixes.add(segments.slice(0, count).join('/'));
    }
  }

  of(path: string): string {
    if (this.routes.has(path)) return path;
    const segments = path.split('/', MAX_SEGMENTS);
    for (let count = segments.length; count > 1; count -= 1) {
      const prefix = segments.slice(0, count).join('/');
      if (this.prefixes.has(prefix)) return `${prefix}/…`;
    }
    return '/…';
  }
}
