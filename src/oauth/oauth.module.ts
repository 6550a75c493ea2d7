import { DynamicModule, Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { Environment } from '../config/variables/environment.js';
import { AccessTokens } from './access-tokens.js';
import { OauthController } from './oauth.controller.js';
import { TokenEndpoint } from './token-endpoint.js';
import { TokenKeys } from './keys/token-keys.js';

/** Token endpoint. Empty unless `OAUTH_CLIENTS` is set. */
@Module({})
export class OauthModule {
  static forEnvironment(environment: Environment): DynamicModule {
    if (!environment['OAUTH_CLIENTS']?.trim()) return { module: OauthModule };
    return {
      module: OauthModule,
      imports: [AuthModule],
      controllers: [OauthController],
      providers: [TokenKeys, AccessTokens, TokenEndpoint],
    };
  }
}
