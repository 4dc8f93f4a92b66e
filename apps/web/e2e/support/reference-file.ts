import { existsSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from './folders';

/** A file of the reference data beside the repository; null, said loudly, when it is not there. */
export function referenceFile(name: string): string | null {
  const file = path.join(repositoryRoot, '..', 'shared', 'data', name);
  if (existsSync(file)) return file;
  console.warn(`\n!!! ${file} is not there: the test that needs it is skipped !!!\n`);
  return null;
}
