import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ClientCertificateGuard } from './tls/client-certificate.guard.js';

/** Registers the guard for client certificates, which runs after the guards that check the token. */
@Module({ providers: [{ provide: APP_GUARD, useClass: ClientCertificateGuard }] })
export class ServerModule {}
