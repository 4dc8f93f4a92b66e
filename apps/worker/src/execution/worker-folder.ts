import { mkdir, readdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isCode } from './attempt-folder';
import { removeTree } from './remove-tree';

/**
 * Makes the folder of this process for attempts and clears away those of processes of this host that have ended. One that
 * cannot be cleared stays and keeps nobody from starting.
 * @param onLeft told of a folder that stays
 */
export async function makeWorkerFolder(
  root: string,
  onLeft: (folder: string, error: unknown) => void = () => undefined,
): Promise<string> {
  await mkdir(root, { recursive: true });
  const prefix = `worker-${hostname()}-`;
  for (const name of await readdir(root)) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN;
    const folder = join(root, name);
    if (Number.isInteger(pid) && !isAlive(pid)) await removeTree(folder).catch((error) => onLeft(folder, error));
  }
  const folder = join(root, `${prefix}${process.pid}`);
  await mkdir(folder, { recursive: true });
  return folder;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !isCode(error, 'ESRCH');
  }
}
