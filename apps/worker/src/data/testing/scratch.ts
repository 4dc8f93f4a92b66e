import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll } from 'vitest';
import { type DuckSession, openDuckSession } from '../duckdb';

/** A folder that is removed after the test file. */
export function scratchFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `millrace-${name}-`));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A session over `folder`, closed after the test file. */
export function scratchSession(folder: string, readOnlyFolders: string[] = []): DuckSession {
  const session = openDuckSession({ folder, memoryMegabytes: 1024, threads: 2, readOnlyFolders });
  afterAll(() => session.close());
  return session;
}

const repository = resolve(import.meta.dirname, '../../../../..');

/** Path of a reference data set that lies beside the repository, or null; then says so, loudly. */
export function referenceData(path: string): string | null {
  const found = resolve(repository, '../shared/data', path);
  if (existsSync(found)) return found;
  console.warn(`SKIPPED: reference data ${path} is not beside the repository (looked in ${found})`);
  return null;
}
