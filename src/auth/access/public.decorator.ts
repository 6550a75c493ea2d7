import { CustomDecorator, SetMetadata } from '@nestjs/common';

export const PUBLIC = 'auth:public';

/** Whom a route that needs no token is open to. */
export interface PublicAccess {
  /** Only from addresses on the allowlist, where there is one; false: from anywhere. */
  readonly isAddressChecked: boolean;
}

/** Opens a route without a bearer token: probes, metrics, documentation, the token endpoint. All others need one. */
export const Public = (access: PublicAccess = { isAddressChecked: false }): CustomDecorator =>
  SetMetadata(PUBLIC, access);
