import { CustomDecorator, SetMetadata } from '@nestjs/common';

export const PUBLIC = 'auth:public';

/** Opens a route to everyone: probes, metrics, documentation. All others need a bearer token. */
export const Public = (): CustomDecorator => SetMetadata(PUBLIC, true);
