import { NextFunction, Request, Response } from 'express';
import helmet from 'helmet';
import { pathOf } from './request-path.js';

/** Security headers of API responses. A browser must not render a response as a page, and must not cache it. */
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

// Many deployments use plain HTTP behind a proxy. With upgrade-insecure-requests a browser cannot load Swagger UI's scripts.
const forPages = helmet({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } });

/** Sets security headers: `API_SECURITY_HEADERS` if `isApi` is true for the path, otherwise helmet's headers for pages. */
export function securityHeaders(isApi: (path: string) => boolean) {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (!isApi(pathOf(request))) return void forPages(request, response, next);
    for (const [name, value] of LINES) response.setHeader(name, value);
    next();
  };
}
