import { CustomDecorator, SetMetadata } from '@nestjs/common';

export const SCOPE = 'auth:scope';

export const RequiredScope = (scope: string): CustomDecorator => SetMetadata(SCOPE, scope);
