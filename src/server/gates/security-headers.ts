import { NextFunction, Request, Response } from 'express';
import helmet from 'helmet';
import { pathOf } from './request-path.js';

/** What an answer of the API says to browsers, through which it has no business to go: it is no page, and nobody may keep it. */
export const API_SECURITY_HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const;

const LINES = Object.entries(API_SECURITY_HEADERS);

// Many run this in plain HTTP behind a proxy; told to upgrade, a browser would not find the scripts of Swagger UI.
const forPages = helmet({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } });

/** Gives every answer its security headers: those of an API to what `isApi` says is one, and helmet's to the rest. */
export function securityHeaders(isApi: (path: string) => boolean) {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (!isApi(pathOf(request))) return void forPages(request, response, next);
    for (const [name, value] of LINES) response.setHeader(name, value);
    next();
  };
}
