import { IsUrl } from 'class-validator';

/** `@IsUrl` options for issuers and upstreams. They may run inside the cluster: plain HTTP and host names without a dot are allowed. */
export const HTTP_URL: Parameters<typeof IsUrl>[0] = {
  protocols: ['http', 'https'],
  require_protocol: true,
  require_tld: false,
};
