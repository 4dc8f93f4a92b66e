import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { PostgresHome } from './home';

export const DATABASE_USER = 'millrace';

/**
 * Makes the cluster unless it exists. It is made under another name and renamed, so a kill half-way leaves nothing
 * that looks finished.
 * @throws with the output of initdb when it fails
 */
export function initCluster(home: PostgresHome, { sync }: { sync: boolean }): void {
  if (existsSync(path.join(home.data, 'PG_VERSION'))) return;
  const unfinished = `${home.data}.unfinished`;
  const passwordFile = path.join(home.folder, '.initdb-password');
  rmSync(home.data, { recursive: true, force: true });
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(passwordFile, home.password, { mode: 0o600 });
  const { uid, gid } = home.account;
  if (uid !== undefined && gid !== undefined) for (const file of [unfinished, passwordFile]) chownSync(file, uid, gid);
  const options = ['-D', unfinished, '-U', DATABASE_USER, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  const culture = ['--encoding=UTF8', '--locale=C', '--no-instructions'];
  const result = spawnSync(home.program('initdb'), [...options, ...culture, ...(sync ? [] : ['--no-sync'])], {
    ...home.account,
    cwd: unfinished,
    encoding: 'utf8',
  });
  rmSync(passwordFile, { force: true });
  if (result.status !== 0) {
    throw new Error(
      `Postgres could not make its data folder ${home.data}: ${result.error?.message ?? result.stderr.trim()} ` +
        'Check free disk space and rights, or set DATABASE_URL.',
    );
  }
  renameSync(unfinished, home.data);
}
