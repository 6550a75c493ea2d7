import { Controller, Get, Header, HttpCode, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Request, Response } from 'express';
import { Public } from '../auth/access/public.decorator.js';
import { Metrics } from '../observability/metrics/metrics.js';
import { deadlineOf } from '../resilience/deadline/request-deadline.js';
import { IssuedToken } from './access-tokens.js';
import { OauthFailureFilter } from './request/oauth-failure.filter.js';
import { ISSUED_TOKEN, KEY_SET, OAUTH_FAILURE, TOKEN_FORM } from './schemas.js';
import { ReadsOwnBody } from '../limits/body/own-body.decorator.js';
import { TokenEndpoint } from './token-endpoint.js';
import { TokenKeys } from './keys/token-keys.js';

/** Authorization server for teams that do not have one: issues tokens to the clients in the configuration. */
@ApiTags('OAuth')
@Controller('oauth')
@ReadsOwnBody()
export class OauthController {
  constructor(
    private readonly endpoint: TokenEndpoint,
    private readonly keys: TokenKeys,
    private readonly metrics: Metrics,
  ) {}

  @Post('token')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @Public({ isAddressChecked: true })
  @UseFilters(OauthFailureFilter)
  @ApiOperation({
    operationId: 'issueToken',
    summary: 'Issues an access token (RFC 6749, client credentials grant)',
    description: 'Authenticates a client from `OAUTH_CLIENTS`, by Basic authentication or by the fields of the form.',
  })
  @ApiHeader({ name: 'Authorization', required: false, description: 'Basic, with client id and client secret' })
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiBody({ required: true, schema: TOKEN_FORM })
  @ApiResponse({ status: 200, description: 'Access token', schema: ISSUED_TOKEN })
  @ApiResponse({ status: 400, description: 'Invalid request; `error` names the reason', schema: OAUTH_FAILURE })
  @ApiResponse({ status: 401, description: 'Unknown client or wrong client secret', schema: OAUTH_FAILURE })
  @ApiResponse({ status: 413, description: 'The body is too large', schema: OAUTH_FAILURE })
  @ApiResponse({
    status: 429,
    description: 'Too many attempts; retry after `Retry-After` seconds',
    schema: OAUTH_FAILURE,
  })
  async token(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<IssuedToken> {
    const issued = await deadlineOf(request).race(this.endpoint.issueToken(request, response));
    this.metrics.tokenRequests.inc({ outcome: 'issued' });
    return issued;
  }

  @Get('jwks.json')
  @Header('Cache-Control', 'public, max-age=300')
  @Public()
  @ApiOperation({
    operationId: 'getKeySet',
    summary: 'Public keys that verify the tokens of this service (RFC 7517)',
    description: 'Other services can verify the tokens with these keys.',
  })
  @ApiResponse({ status: 200, description: 'JWK set', schema: KEY_SET })
  jwks(): { keys: object[] } {
    return this.keys.jwks;
  }
}
