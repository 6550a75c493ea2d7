import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Request } from 'express';
import ipaddr from 'ipaddr.js';
import { Forbidden } from '../errors/request-errors.js';
import { AddressConfig } from './address.config.js';
import { admittedCaller } from './admission.js';
import { PUBLIC } from './public.decorator.js';

/** Keeps out callers from addresses that are not on the allowlist, if there is one; public routes take anyone. */
@Injectable()
export class AddressGuard implements CanActivate {
  constructor(
    private readonly config: AddressConfig,
    private readonly reflector: Reflector,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const { allowlist } = this.config;
    if (!allowlist) return true;
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()])) return true;
    const request = context.switchToHttp().getRequest<Request>();
    if (admittedCaller(request)) return true;
    const address = request.ip ?? '';
    if (!ipaddr.isValid(address)) throw new Forbidden('The caller has no address that can be checked');
    const caller = ipaddr.process(address);
    const isListed = allowlist.some(
      ([range, bits]) => range.kind() === caller.kind() && caller.match([range, bits] as never),
    );
    if (!isListed) throw new Forbidden('The address of the caller is not on the allowlist');
    return true;
  }
}
