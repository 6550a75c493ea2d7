import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { Request } from 'express';
import { trustedCaller } from '../../auth/access/trusted-connection.js';
import { accessOf } from '../../auth/access/route-access.js';
import { Forbidden } from '../../errors/request-errors.js';
import { TlsConfig } from './tls.config.js';

/**
 * Keeps out callers without a certificate of their own, if one is asked for (mutual TLS); as with addresses, most public routes
 * take anyone.
 *
 * It answers 403, where the handshake could have refused: so a probe of the platform that runs us needs no certificate, and
 * who has the wrong one is told so in words. It is no 401, for which the caller would fetch a new token in vain.
 */
@Injectable()
export class ClientCertificateGuard implements CanActivate {
  /** What is wrong with the certificate on a connection; '' where nothing is. */
  private readonly flaws = new WeakMap<Socket, string>();

  constructor(private readonly config: TlsConfig) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.config.clientCaFile === undefined) return true;
    if (accessOf(context).public?.isAddressChecked === false) return true;
    const request = context.switchToHttp().getRequest<Request>();
    if (trustedCaller(request)) return true;
    const { socket } = request;
    const flaw = this.flaws.get(socket) ?? this.flawOf(socket);
    this.flaws.set(socket, flaw);
    if (flaw !== '') throw new Forbidden(flaw);
    return true;
  }

  /** A resumed session counts as verified also where it never saw a certificate, so there must be one. */
  private flawOf(socket: Socket): string {
    const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
    if (!(socket instanceof TLSSocket) || !certificate) return 'A client certificate is required';
    if (!socket.authorized) return 'The client certificate is not of an authority that is trusted here';
    const name: unknown = socket.getPeerCertificate().subject.CN;
    const { clientNames } = this.config;
    const isNamed = clientNames === undefined || clientNames.some((accepted) => accepted === name);
    return isNamed ? '' : 'The client certificate is for a name that may not call';
  }
}
