import { mkdir, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isCode } from './attempt-folder';

/** Makes the folder of this process for attempts and clears away those of processes of this host that have ended. */
export async function makeWorkerFolder(root: string): Promise<string> {
  await mkdir(root, { recursive: true });
  const prefix = `worker-${hostname()}-`;
  for (const name of await readdir(root)) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN;
    if (Number.isInteger(pid) && !isAlive(pid)) await rm(join(root, name), { recursive: true, force: true });
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
