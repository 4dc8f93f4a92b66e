import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Account, isReachableByOthers, postgresAccount, runsAsRoot } from './accounts';
import { copyBinaries, findPostgresPackage, restoreSymlinks } from './binaries';

/** Where the state of a service lies by the file system hierarchy standard; root only. */
const STATE_FOLDER = '/var/lib/millrace';

/** Everything about one cluster on disk. */
export type PostgresHome = {
  folder: string;
  data: string;
  logFile: string;
  password: string;
  account: Account | Record<string, never>;
  /** Path of a server program. */
  program(name: 'initdb' | 'postgres'): string;
};

/**
 * Chooses where a cluster and the server's binaries lie and makes its password (0600) on first use.
 * For root in a private home both move to /var/lib/millrace, because the account of Postgres cannot enter the home.
 */
export function preparePostgresHome(dir: string): PostgresHome {
  const account = postgresAccount();
  const binaries = findPostgresPackage();
  restoreSymlinks(binaries);
  let { native } = binaries;
  let folder = path.resolve(dir);
  if (runsAsRoot() && !(isReachableByOthers(native) && isReachableByOthers(path.dirname(folder)))) {
    native = copyBinaries(binaries, STATE_FOLDER);
    folder = path.join(STATE_FOLDER, `data-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`);
  }
  mkdirSync(folder, { recursive: true });
  if (runsAsRoot()) chmodSync(folder, 0o755);
  return {
    folder,
    data: path.join(folder, 'pgdata'),
    logFile: path.join(folder, 'postgres.log'),
    password: readOrMakePassword(path.join(folder, 'postgres.secret')),
    account,
    program: (name) => path.join(native, 'bin', name),
  };
}

function readOrMakePassword(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8');
}
