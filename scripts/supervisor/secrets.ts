import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runsAsRoot } from '../postgres/accounts';

/** Secrets of an installation, made on the first start. Each is 32 random bytes in base64url. */
export type Secrets = { millraceKey: string; authSecret: string; internalToken: string };

/** Nobody else may look into the data folder; where root lends Postgres another account, that one may pass through. */
export function prepareDataFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, runsAsRoot() ? 0o711 : 0o700);
}

/** Reads the secrets of a data folder and makes those that are missing. */
export function readOrMakeSecrets(folder: string, givenKey?: string): Secrets {
  return {
    millraceKey: givenKey ?? readOrMake(path.join(folder, 'millrace.key')),
    authSecret: readOrMake(path.join(folder, 'auth.secret')),
    internalToken: readOrMake(path.join(folder, 'internal.token')),
  };
}

function readOrMake(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8').trim();
}
