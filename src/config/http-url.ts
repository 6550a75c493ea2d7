import { IsUrl } from 'class-validator';

/** What `@IsUrl` takes for an issuer or an upstream: they may live in the cluster, so names without a dot and plain HTTP are fine. */
export const HTTP_URL: Parameters<typeof IsUrl>[0] = {
  protocols: ['http', 'https'],
  require_protocol: true,
  require_tld: false,
};
