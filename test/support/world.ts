import { randomUUID } from 'node:crypto';
import { SigningKey } from '../../sandbox/issuer/signing-key.js';
import { startWorld as startSimulators, World, WorldOptions } from '../../sandbox/world.js';
import { rsaKey } from '../auth/rsa-key.js';
import { stopAfterSuite } from './clean-up.js';

export { World };

/** Returns an RSA signing key for the issuer that this suite has not used yet. */
export const signingKey = (kid = `test-${randomUUID()}`): SigningKey => SigningKey.of(rsaKey(), kid);

/** Starts all simulated systems until the end of the suite. Takes the issuer's key from a cache, because generating it stalls this process. */
export const startWorld = async (options: WorldOptions = {}): Promise<World> =>
  stopAfterSuite(await startSimulators({ signingKey: signingKey(), ...options }));
