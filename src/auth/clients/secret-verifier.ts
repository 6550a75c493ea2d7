import { Injectable } from '@nestjs/common';
import { RegisteredClient, RegisteredClients } from './registered-client.js';
import { dummyHashLike, isSecret, SecretHash } from './secret-hash.js';

const LONGEST_SECRET = 1_024;

/** Verifies client secrets. The check of an unknown client or a wrong secret takes as long as a successful check. */
@Injectable()
export class SecretVerifier {
  private readonly decoys = new WeakMap<RegisteredClients, SecretHash>();

  /**
   * Returns the client with this id and secret.
   *
   * @param secrets possible secrets: more than one if the encoding of the header is ambiguous
   * @returns undefined if the client is unknown or no secret matches
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
