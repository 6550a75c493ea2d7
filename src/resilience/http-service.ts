import { HttpService } from '@nestjs/axios';
import axios from 'axios';
import { ConnectionPools } from './connection-pools.js';

/** Axios, as an upstream is asked with it: straight there and nowhere else, and every status is an answer. */
export function httpServiceAt(baseURL: string, { httpAgent, httpsAgent }: ConnectionPools): HttpService {
  const client = axios.create({
    baseURL,
    allowAbsoluteUrls: false,
    httpAgent,
    httpsAgent,
    maxRedirects: 0,
    proxy: false,
    validateStatus: () => true,
  });
  // Axios declares its types twice, for require and for import; the value is one and the same.
  return new HttpService(client as unknown as ConstructorParameters<typeof HttpService>[0]);
}
