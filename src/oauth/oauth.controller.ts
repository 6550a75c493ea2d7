import { Controller, Get, Header, HttpCode, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Request, Response } from 'express';
import { Public } from '../auth/access/public.decorator.js';
import { Metrics } from '../observability/metrics.js';
import { deadlineOf } from '../resilience/deadline/request-deadline.js';
import { IssuedToken } from './access-tokens.js';
import { OauthFailureFilter } from './oauth-failure.filter.js';
import { ISSUED_TOKEN, KEY_SET, OAUTH_FAILURE, TOKEN_FORM } from './schemas.js';
import { ReadsOwnBody } from '../limits/own-body.decorator.js';
import { TokenEndpoint } from './token-endpoint.js';
import { TokenKeys } from './token-keys.js';

/** The authorisation server for teams that have none: tokens for clients that the configuration names. */
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
  @ApiOperation({ summary: 'Gives a client an access token for its secret (RFC 6749, client credentials)' })
  @ApiHeader({ name: 'Authorization', required: false, description: 'Basic, with the id and the secret of the client' })
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiBody({ required: true, schema: TOKEN_FORM })
  @ApiResponse({ status: 200, description: 'The token', schema: ISSUED_TOKEN })
  @ApiResponse({ status: 400, description: 'The request cannot be taken; `error` says why', schema: OAUTH_FAILURE })
  @ApiResponse({ status: 401, description: 'The client is not known, or its secret is another', schema: OAUTH_FAILURE })
  @ApiResponse({ status: 413, description: 'The body is too large', schema: OAUTH_FAILURE })
  @ApiResponse({
    status: 429,
    description: 'Too many attempts: again after `Retry-After` seconds',
    schema: OAUTH_FAILURE,
  })
  async token(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<IssuedToken> {
    const issued = await deadlineOf(request).race(this.endpoint.answer(request, response));
    this.metrics.tokenRequests.inc({ outcome: 'issued' });
    return issued;
  }

  @Get('jwks.json')
  @Header('Cache-Control', 'public, max-age=300')
  @Public()
  @ApiOperation({ summary: 'The public keys that the tokens from here are checked with (RFC 7517)' })
  @ApiResponse({ status: 200, description: 'The keys', schema: KEY_SET })
  jwks(): { keys: object[] } {
    return this.keys.jwks;
  }
}
