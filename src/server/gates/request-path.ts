import { Request } from 'express';

/** Returns the path of a request without its query and without a slash at its end. */
export function pathOf(request: Request): string {
  const { url } = request;
  const path = url.startsWith('/') && !url.includes('?') && !url.includes('#') ? url : request.path;
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
