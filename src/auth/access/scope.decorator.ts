import { CustomDecorator, SetMetadata } from '@nestjs/common';

export const SCOPE = 'auth:scope';

/** Sets the scope that a route requires. */
export const RequiredScope = (scope: string): CustomDecorator => SetMetadata(SCOPE, scope);
