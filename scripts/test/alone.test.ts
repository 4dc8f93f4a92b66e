import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { REPOSITORY_ROOT } from '../root';
import { alone } from './alone';

const here = path.relative(REPOSITORY_ROOT, import.meta.filename);

/** Test files of a folder, relative to the repository. */
function findTests(folder: string): string[] {
  return readdirSync(path.join(REPOSITORY_ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : findTests(file);
    return /\.test\.tsx?$/.test(entry.name) ? [file] : [];
  });
}

const tests = ['apps/web/src', 'apps/worker/src', 'packages/db/src', 'packages/pipeline-core/src', 'scripts'].flatMap(
  findTests,
);
const patterns = alone.map((glob) => new RegExp(`^${glob.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`));

it('is whoever replaces modules or globals: others of the same process would find them, or the replacement find nothing', () => {
  const replacing = tests.filter((file) =>
    /\bvi\.(mock|doMock|stubGlobal)\(/.test(readFileSync(path.join(REPOSITORY_ROOT, file), 'utf8')),
  );
  expect(replacing.length).toBeGreaterThan(1);
  // A file on this list by mistake is one to add to alone.ts.
  expect(replacing.filter((file) => file !== here && !patterns.some((pattern) => pattern.test(file)))).toEqual([]);
});

it('names files that are there', () => {
  expect(alone.filter((_, at) => !tests.some((file) => patterns[at]?.test(file)))).toEqual([]);
});
