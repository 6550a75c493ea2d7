import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { Request } from 'express';
import { Forbidden } from '../../errors/request-errors.js';
import { UpstreamUnreachable } from '../../errors/upstream-errors.js';
import { trustedCaller } from '../access/trusted-connection.js';
import { IpAllowlist } from './ip-allowlist.js';
import { accessOf } from '../access/route-access.js';

/** Rejects callers whose address is not on the allowlist. Skips public routes unless they request the check. */
@Injectable()
export class IpAllowlistGuard implements CanActivate {
  constructor(private readonly allowed: IpAllowlist) {}

  canActivate(context: ExecutionContext): boolean {
    if (!this.allowed.isLimited) return true;
    if (context.getType() !== 'http' || accessOf(context).public?.isAddressChecked === false) return true;
    const request = context.switchToHttp().getRequest<Request>();
    if (trustedCaller(request)) return true;
    switch (this.allowed.check(request.ip ?? '')) {
      case 'allowed':
        return true;
      case 'no address':
        throw new Forbidden('The caller has no valid IP address');
      case 'unknown':
        throw new UpstreamUnreachable('The IP range feed', 'has not been loaded yet');
      case 'rejected':
        throw new Forbidden('The address of the caller is not on the allowlist');
    }
  }
}
