import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

export type Account = { uid: number; gid: number };

/** Postgres refuses to run as root, so root lends it one of these accounts. */
const ACCOUNT_NAMES = ['postgres', 'nobody'];

export function runsAsRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * The account that Postgres runs as: nothing to change for a normal user, an unprivileged account for root.
 * @throws when root has neither a `postgres` nor a `nobody` account
 */
export function postgresAccount(): Account | Record<string, never> {
  if (!runsAsRoot()) return {};
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ACCOUNT_NAMES) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(
    'Postgres does not run as root, and /etc/passwd has neither a "postgres" nor a "nobody" account to run it as. ' +
      'Create one (useradd --system postgres), start Millrace as a normal user, or set DATABASE_URL.',
  );
}

/** Whether other users may enter this path: every existing folder above it, and itself, is open to all (o+x). */
export function isReachableByOthers(file: string): boolean {
  for (let current = path.resolve(file); ; current = path.dirname(current)) {
    if (existsSync(current) && (statSync(current).mode & 0o001) === 0) return false;
    if (current === path.dirname(current)) return true;
  }
}
