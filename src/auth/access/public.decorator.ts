import { CustomDecorator, SetMetadata } from '@nestjs/common';

export const PUBLIC = 'auth:public';

/** Access rules of a public route. */
export interface PublicAccess {
  /** True: the IP allowlist applies. */
  readonly isAddressChecked: boolean;
}

/** Opens a route without authentication, for example probes, metrics, documentation and the token endpoint. */
export const Public = (access: PublicAccess = { isAddressChecked: false }): CustomDecorator =>
  SetMetadata(PUBLIC, access);
