import { Injectable } from '@nestjs/common';
import { RegisteredClient, RegisteredClients } from './registered-client.js';
import { dummyHashLike, isSecret, SecretHash } from './secret-hash.js';

const LONGEST_SECRET = 1_024;

/** Checks clients' secrets. An unknown client costs the same as a known one, and a wrong secret the same as a right one. */
@Injectable()
export class SecretVerifier {
  private readonly decoys = new WeakMap<RegisteredClients, SecretHash>();

  /**
   * @param secrets what may be meant; more than one where the sender's encoding is not certain
   * @returns undefined where there is no such client, or the secret is another
   */
  async find(
    clients: RegisteredClients,
    id: string,
    secrets: readonly string[],
  ): Promise<RegisteredClient | undefined> {
    const client = clients.get(id);
    const hash = client?.secret ?? this.decoyFor(clients);
    let isRight = false;
    for (const secret of secrets) {
      if (secret === '' || secret.length > LONGEST_SECRET) continue;
      if (await isSecret(secret, hash)) isRight = true;
    }
    return isRight ? client : undefined;
  }

  private decoyFor(clients: RegisteredClients): SecretHash {
    const [{ secret }] = clients.values() as unknown as [RegisteredClient];
    const decoy = this.decoys.get(clients) ?? dummyHashLike(secret);
    this.decoys.set(clients, decoy);
    return decoy;
  }
}
