import { CustomDecorator, SetMetadata } from '@nestjs/common';

export const SCOPE = 'auth:scope';

/** The scope that a caller's token must carry for a route. */
export const RequiredScope = (scope: string): CustomDecorator => SetMetadata(SCOPE, scope);
