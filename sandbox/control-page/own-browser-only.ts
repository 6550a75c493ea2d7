import type { Handler } from '../simulator/route.js';

const LOCAL_HOST = /^(127\.0\.0\.1|localhost)(:\d+)?$/;

/**
 * Rejects requests that a page of another site causes in a browser, with a form, a script or a host name that points to
 * 127.0.0.1.
 */
export function ownBrowserOnly(handle: Handler): Handler {
  return (request) => {
    const { host = '', 'sec-fetch-site': site, 'sec-fetch-mode': mode } = request.headers;
    const isLink = request.method === 'GET' && mode === 'navigate';
    const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none' && !isLink;
    if (LOCAL_HOST.test(host) && !isForeign) return handle(request);
    return { status: 403, body: { errors: ['Another site sent this request'] } };
  };
}
