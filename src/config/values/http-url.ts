import { IsUrl } from 'class-validator';

/**
 * `@IsUrl` options for issuers and upstreams. Allows plain HTTP and host names without a dot, because the server may run
 * in the same cluster.
 */
export const HTTP_URL: Parameters<typeof IsUrl>[0] = {
  protocols: ['http', 'https'],
  require_protocol: true,
  require_tld: false,
};
