import { OpenAPIObject } from '@nestjs/swagger';
import { DocsConfig } from './docs.config.js';

interface Form {
  readonly properties: Record<string, { example?: string }>;
}

/** Fills the credentials of the public client into the form of the token endpoint, so that Swagger UI can send it. */
export function fillInClient({ paths }: OpenAPIObject, { publicClient }: DocsConfig): void {
  const body = paths['/oauth/token']?.post?.requestBody;
  const form = body && 'content' in body ? body.content['application/x-www-form-urlencoded']?.schema : undefined;
  if (!publicClient || !form || !('properties' in form)) return;
  const { client_id: id, client_secret: secret } = (form as Form).properties;
  if (id) id.example = publicClient.id;
  if (secret) secret.example = publicClient.secret;
}
