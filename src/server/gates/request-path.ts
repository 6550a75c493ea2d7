import { Request } from 'express';

/** Where a request goes, without its query; a slash at the end makes no other address. */
export function pathOf(request: Request): string {
  const { url } = request;
  const path = url.startsWith('/') && !url.includes('?') && !url.includes('#') ? url : request.path;
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
