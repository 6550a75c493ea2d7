/** The client of undici without the rest: all of it takes 9 MB more, and four times as long to load. */
declare module 'undici/lib/dispatcher/client.js' {
  import { Client } from 'undici';
  export = Client;
}

declare module 'undici/lib/core/connect.js' {
  import { Socket } from 'node:net';
  import { buildConnector as given } from 'undici';

  /** Its connector gives the socket at once, which undici's own types leave out. */
  function buildConnector(options: given.BuildOptions): (options: given.Options, callback: given.Callback) => Socket;
  export = buildConnector;
}
