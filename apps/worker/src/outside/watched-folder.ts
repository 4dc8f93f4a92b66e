import { access, constants, lstat, readdir, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { PipelineError } from '@millrace/pipeline-core/errors';

export type SeenFile = { path: string; size: number; mtimeMs: number };
export type FolderProblem = { place: string; message: string };

/** Files looked at in one folder; a folder with more is a store, not a place where files arrive. */
const mostFiles = 20_000;

/** The real path of a watched folder: below one of the operator's roots even after every link is followed. */
export async function openFolder(path: string, roots: readonly string[], place: string): Promise<string> {
  if (roots.length === 0)
    throw refused(
      place,
      path,
      'no folder may be watched in this installation',
      `Start Millrace with WATCH_ROOTS=${path}, or a folder above it.`,
    );
  const real = await realpath(path).catch((cause: unknown) => {
    throw refused(
      place,
      path,
      `the folder ${path}, which is not there or may not be opened`,
      'Check the path, and that Millrace may read it.',
      cause,
    );
  });
  for (const root of roots) {
    const realRoot = await realpath(root).catch(() => null); // a root that is not mounted allows nothing
    if (realRoot !== null && isBelow(real, realRoot)) return real;
  }
  throw refused(
    place,
    path,
    `the folder ${path}, which is outside of what may be watched`,
    `Choose a folder below ${roots.join(' or ')}.`,
  );
}

function isBelow(path: string, root: string): boolean {
  const way = relative(root, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way));
}

/** Plain files that fit the pattern, oldest first; what fits by name and is no readable plain file is a problem in words. */
export async function listFolder(
  config: { path: string; pattern: string },
  roots: readonly string[],
  place: string,
): Promise<{ files: SeenFile[]; problems: FolderProblem[] }> {
  const folder = await openFolder(config.path, roots, place);
  const names = (await readdir(folder))
    .filter((name) => !name.startsWith('.') && fitsPattern(config.pattern, name))
    .sort();
  const looks = await Promise.all(names.slice(0, mostFiles).map((name) => look(folder, name)));
  const files = looks.flatMap((found) => ('file' in found ? [found.file] : []));
  const problems = looks.flatMap((found) =>
    'problem' in found ? [{ place: found.name, message: found.problem }] : [],
  );
  if (names.length > mostFiles)
    problems.push({
      place: config.path,
      message: `More than ${mostFiles} files: only the first ones by name are looked at. Move landed files away.`,
    });
  files.sort((a, b) => a.mtimeMs - b.mtimeMs || (a.path < b.path ? -1 : 1));
  return { files, problems };
}

type Look = { name: string } & ({ file: SeenFile } | { problem: string } | { nothing: true });

async function look(folder: string, name: string): Promise<Look> {
  const path = join(folder, name);
  try {
    const facts = await lstat(path);
    if (facts.isSymbolicLink())
      return { name, problem: `${name} is a link. Links are not followed: put the file itself there.` };
    if (facts.isDirectory()) return { name, nothing: true };
    if (!facts.isFile()) return { name, problem: `${name} is a pipe, socket or device, not a file.` };
    await access(path, constants.R_OK);
    return { name, file: { path, size: facts.size, mtimeMs: facts.mtimeMs } };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ENOENT') return { name, nothing: true }; // taken away between the two looks
    return { name, problem: `${name} may not be read by the user that Millrace runs as.` };
  }
}

/** Whether a name fits: `*` stands for any text, `?` for one character, case does not count. Never looks back more than once. */
export function fitsPattern(pattern: string, name: string): boolean {
  const [wanted, text] = [pattern.toLowerCase(), name.toLowerCase()];
  let [at, from, star, mark] = [0, 0, -1, 0];
  while (from < text.length) {
    if (wanted[at] === '*') {
      star = at;
      mark = from;
      at += 1;
    } else if (wanted[at] === '?' || wanted[at] === text[from]) {
      at += 1;
      from += 1;
    } else if (star >= 0) {
      at = star + 1;
      mark += 1;
      from = mark;
    } else return false;
  }
  return [...wanted.slice(at)].every((rest) => rest === '*');
}

function refused(place: string, path: string, seen: string, next: string, cause?: unknown): PipelineError {
  return new PipelineError({
    code: 'folder-refused',
    family: 'pipeline',
    place: `${place} › folder`,
    seen,
    expected: 'a folder that may be watched',
    next,
    message: `${path} cannot be watched: ${seen}. ${next}`,
    ...(cause === undefined ? {} : { cause }),
  });
}
