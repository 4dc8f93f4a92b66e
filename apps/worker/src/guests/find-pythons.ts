import { stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

export type NamedPython = { name: string; path: string };

/** The environments that an admin named, else the first python3 of the PATH as `default`; none where there is none. */
export async function findPythons(named: string | undefined, searchPath: string): Promise<NamedPython[]> {
  if (named !== undefined) {
    const pairs = named.split(',').map((pair) => pair.trim());
    return Promise.all(
      pairs.map(async (pair) => {
        const at = pair.indexOf('=');
        return { name: pair.slice(0, at), path: await interpreterAt(pair.slice(at + 1).trim()) };
      }),
    );
  }
  for (const folder of searchPath.split(delimiter)) {
    const path = join(folder, 'python3');
    if (folder !== '' && (await isKind(path, 'isFile'))) return [{ name: 'default', path }];
  }
  return [];
}

/** A folder is that of a virtual environment. */
async function interpreterAt(path: string): Promise<string> {
  return (await isKind(path, 'isDirectory')) ? join(path, 'bin', 'python') : path;
}

async function isKind(path: string, kind: 'isFile' | 'isDirectory'): Promise<boolean> {
  return stat(path).then(
    (found) => found[kind](),
    () => false,
  );
}
