import { Env } from '../config/variables/env.decorator.js';

/** Credentials that the documentation shows to everyone. */
export interface PublicClient {
  readonly id: string;
  readonly secret: string;
}

export class DocsConfig {
  /**
   * Client of the token endpoint that Swagger UI fills in, as `ID:SECRET`. Everyone who can open the documentation sees it:
   * for test environments only.
   */
  @Env('DOCS_PUBLIC_CLIENT', readClient)
  readonly publicClient?: PublicClient;
}

function readClient(text: string): PublicClient {
  const [, id = '', secret = ''] = /^([^:]+):(.+)$/.exec(text) ?? [];
  if (id === '') throw new Error('must be ID:SECRET');
  return { id, secret };
}
