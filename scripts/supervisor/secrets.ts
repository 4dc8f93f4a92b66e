import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { API_KEY_PREFIX } from '../environment';
import { runsAsRoot } from '../postgres/accounts';

const KEY_FILE = 'millrace.key';

/** Secrets of an installation, made on the first start. Each is 32 random bytes in base64url. */
export type Secrets = {
  millraceKey: string;
  /** Where the key comes from: told when it is not the one the installation was made with. */
  keyFrom: 'given' | 'file' | 'just-made';
  authSecret: string;
  internalToken: string;
};

/** Nobody else may look into the data folder; where root lends Postgres another account, that one may pass through. */
export function prepareDataFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, runsAsRoot() ? 0o711 : 0o700);
}

/** Reads the secrets of a data folder and makes those that are missing. */
export function readOrMakeSecrets(folder: string, givenKey?: string): Secrets {
  const keyFile = path.join(folder, KEY_FILE);
  const keyFrom = givenKey !== undefined ? 'given' : existsSync(keyFile) ? 'file' : 'just-made';
  return {
    keyFrom,
    millraceKey: givenKey ?? readOrMake(keyFile),
    authSecret: readOrMake(path.join(folder, 'auth.secret')),
    internalToken: readOrMake(path.join(folder, 'internal.token')),
  };
}

/** Takes a key away that a start made and did not get to use. */
export function forgetKey(folder: string): void {
  rmSync(path.join(folder, KEY_FILE));
}

function readOrMake(file: string): string {
  if (!existsSync(file)) writeFileSync(file, makeSecret(), { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8').trim();
}

/** No secret begins as API keys do: web and worker refuse such a key of the installation. */
export function makeSecret(random: () => Buffer = () => randomBytes(32)): string {
  const made = random().toString('base64url');
  return made.startsWith(API_KEY_PREFIX) ? makeSecret(random) : made;
}
