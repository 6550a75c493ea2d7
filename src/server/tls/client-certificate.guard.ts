import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { Request } from 'express';
import { trustedCaller } from '../../auth/access/trusted-connection.js';
import { accessOf } from '../../auth/access/route-access.js';
import { Forbidden } from '../../errors/request-errors.js';
import { TlsConfig } from './tls.config.js';

/**
 * Rejects callers without a trusted client certificate if the configuration requires one (mutual TLS). Checks the same routes
 * as the IP allowlist, which skips most public routes.
 *
 * The guard responds with 403, which states the reason. A failed handshake would state none, and would also reject probes.
 * After a 401, the caller would fetch a new token, which does not help.
 */
@Injectable()
export class ClientCertificateGuard implements CanActivate {
  /** The defect of each connection's certificate; '' for a valid one. */
  private readonly defects = new WeakMap<Socket, string>();

  constructor(private readonly config: TlsConfig) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.config.clientCaFile === undefined) return true;
    if (context.getType() !== 'http' || accessOf(context).public?.isAddressChecked === false) return true;
    const request = context.switchToHttp().getRequest<Request>();
    if (trustedCaller(request)) return true;
    const { socket } = request;
    const defect = this.defects.get(socket) ?? this.defectOf(socket);
    this.defects.set(socket, defect);
    if (defect !== '') throw new Forbidden(defect);
    return true;
  }

  /** Checks for a certificate first, because Node reports a resumed session without a certificate as authorized. */
  private defectOf(socket: Socket): string {
    const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
    if (!(socket instanceof TLSSocket) || !certificate) return 'A client certificate is required';
    if (!socket.authorized) return 'The client certificate is not issued by a trusted authority';
    const name: unknown = socket.getPeerCertificate().subject.CN;
    const { clientNames } = this.config;
    const isNamed = clientNames === undefined || clientNames.some((accepted) => accepted === name);
    return isNamed ? '' : 'The name in the client certificate is not allowed';
  }
}
