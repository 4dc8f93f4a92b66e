import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { migrateDatabase } from '../apply-migrations';
import { startPostgres } from '../embedded-postgres';
import { preparePostgresHome } from '../postgres/home';
import { MIGRATIONS_FOLDER } from '../root';

export type ClusterTemplate = {
  /** Puts a copy where a server of this folder finds it. */
  copyTo(dir: string): void;
  remove(): void;
};

/** A Postgres cluster with all tables and nobody in it, made once: to make one takes ten times as long as to copy it. */
export async function makeClusterTemplate(): Promise<ClusterTemplate> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'millrace-cluster-'));
  chmodSync(dir, 0o755);
  const server = await startPostgres({ dir: path.join(dir, 'postgres') });
  try {
    await migrateDatabase({ databaseUrl: server.url, folder: MIGRATIONS_FOLDER, queue: true });
  } finally {
    await server.stop();
  }
  return {
    copyTo(to) {
      // It makes the folder where its server looks for it; the copy brings its own password.
      const { folder } = preparePostgresHome(to);
      const { status, stderr } = spawnSync('cp', ['-a', `${server.folder}/.`, folder], { encoding: 'utf8' });
      if (status !== 0) throw new Error(`The cluster could not be copied to ${folder}: ${stderr}`);
    },
    remove() {
      for (const folder of [server.folder, dir]) rmSync(folder, { recursive: true, force: true });
    },
  };
}
