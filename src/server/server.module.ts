import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ClientCertificateGuard } from './tls/client-certificate.guard.js';

/** What of the server is part of the application; its guard comes after those that check the token. */
@Module({ providers: [{ provide: APP_GUARD, useClass: ClientCertificateGuard }] })
export class ServerModule {}
