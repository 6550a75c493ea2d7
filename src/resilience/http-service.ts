import { HttpService } from '@nestjs/axios';
import { Axios } from 'axios';
import { ConnectionPools } from './connection-pools.js';
import { directTransport } from './direct-transport.js';

/**
 * Axios, as an upstream is asked with it: straight there and nowhere else, and every status is an answer. It has no defaults
 * but these: axios' own are merged into every request, and most of them are for browsers.
 */
export function httpServiceAt(baseURL: string, { httpAgent, httpsAgent }: ConnectionPools): HttpService {
  const client = new Axios({
    adapter: directTransport(baseURL),
    headers: { 'Accept-Encoding': 'gzip, deflate, br', 'User-Agent': 'genesys-cloud-data-actions-backend' },
    httpAgent,
    httpsAgent,
  });
  // Axios declares its types twice, for require and for import; the value is one and the same.
  return new HttpService(client as unknown as ConstructorParameters<typeof HttpService>[0]);
}
