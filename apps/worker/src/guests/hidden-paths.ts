import { realpath } from 'node:fs/promises';
import type { GuestEnvironment } from './guest-grant';

/** Folders of the system that every fence shows: the same as in inside/fence.sh. */
const systemFolders = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/nix/store'];

/** What no guest may see. `what` stands in a sentence, as in "the data folder". */
export type Hidden = {
  what: string;
  path: string;
  /** Also among the system's own folders; else only environments are looked at. */
  inSystem: boolean;
};

/** What a fence around these environments would show though it must not, as a sentence without its dot; null: nothing. */
export async function shownInError(
  environments: readonly Pick<GuestEnvironment, 'name' | 'folders'>[],
  hidden: readonly Hidden[],
): Promise<string | null> {
  for (const { what, path, inSystem } of hidden) {
    const real = await realpath(path).catch(() => path); // it is not there yet
    const system = inSystem ? systemFolders.find((folder) => holds(folder, real)) : undefined;
    if (system !== undefined) return `the fence shows ${system}, where ${what} lies`;
    for (const { name, folders } of environments) {
      const over = await firstOver(folders, real);
      if (over !== undefined) return `the environment “${name}” takes ${over}, where ${what} lies`;
    }
  }
  return null;
}

/** The system's own folders are shown in any case, so that they are those of an environment as well says nothing. */
async function firstOver(folders: readonly string[], path: string): Promise<string | undefined> {
  for (const folder of folders) {
    const real = await realpath(folder).catch(() => folder);
    if (real === '/') return folder;
    if (holds(real, path) && !systemFolders.some((one) => holds(one, real))) return folder;
  }
  return undefined;
}

/** Whether `path` is `folder` or lies below it; both without links. */
function holds(folder: string, path: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
