import { Env, list } from '../../config/variables/env.decorator.js';

/** A host name or an address, with an optional port. */
const ENTRY = /^(?:\*|(?:\[[\da-f:.%]+\]|[\w.-]+)(?::\d{1,5})?)$/i;

export class PrivateHostsConfig {
  /** Hosts that hosted actions may call even if their address is private: `host` or `host:port`. `*` allows all. */
  @Env('DATA_ACTIONS_PRIVATE_HOSTS', readHosts)
  readonly hosts: readonly string[] = [];
}

// The error message begins with a colon, because it is printed directly after the name of the variable.
function readHosts(text: string): string[] {
  const hosts = list(text.toLowerCase());
  const wrong = hosts.find((host) => !ENTRY.test(host));
  if (wrong !== undefined) throw new Error(`: ${wrong} is not a host (for example crm.internal, 10.0.0.7:8080 or *)`);
  return hosts;
}
