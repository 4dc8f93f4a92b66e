import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { runsAsRoot } from '../postgres/accounts';

/** An account without rights, made for the proof and removed after it. */
export type NormalAccount = {
  ids: { uid: number; gid: number };
  home: string;
  own(folder: string): void;
  remove(): void;
};

/** @returns the reason when there cannot be one here */
export function makeNormalAccount(): NormalAccount | string {
  if (!runsAsRoot()) return 'only root can make another account';
  const name = `millrace-verify-${process.pid}`;
  const made = spawnSync('useradd', ['--create-home', '--shell', '/bin/sh', name], { encoding: 'utf8' });
  if (made.status !== 0) return `useradd failed: ${made.stderr?.trim() || (made.error?.message ?? 'no reason given')}`;
  const remove = () => void spawnSync('userdel', ['--remove', name]);
  process.once('exit', remove); // also when the proof is broken off
  const entry = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`${name}:`));
  const [, , uid, gid, , home = ''] = (entry ?? '').split(':');
  const ids = { uid: Number(uid), gid: Number(gid) };
  const node = spawnSync(process.execPath, ['--version'], ids);
  if (node.status !== 0) {
    remove();
    return `the account cannot run ${process.execPath}`;
  }
  const own = (folder: string) => void execFileSync('chown', ['-R', `${ids.uid}:${ids.gid}`, folder]);
  return { ids, home, own, remove };
}
