import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../root';

/** A fresh copy of what git holds of this tree: no packages, no build, no data. */
export type BareClone = { folder: string; how: string; remove(): void };

/** A real clone of a clean tree; of a changed one the files that a commit of it would hold. */
export function makeBareClone(): BareClone {
  const parent = mkdtempSync(path.join(os.tmpdir(), 'millrace-clone-'));
  chmodSync(parent, 0o755);
  const folder = path.join(parent, 'millrace');
  const remove = () => rmSync(parent, { recursive: true, force: true });
  process.once('exit', remove); // also when the proof is broken off
  if (isCommitted()) {
    git(['clone', '--quiet', '--no-hardlinks', REPOSITORY_ROOT, folder]);
    return { folder, how: 'git clone', remove };
  }
  const files = git(['ls-files', '-z', '--cached', '--others', '--exclude-standard']).split('\0').filter(Boolean);
  for (const file of files) {
    const from = path.join(REPOSITORY_ROOT, file);
    if (!existsSync(from)) continue; // deleted, and not committed yet
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    cpSync(from, path.join(folder, file));
  }
  return { folder, how: 'copy of the files of a tree that is not committed', remove };
}

function isCommitted(): boolean {
  const head = spawnSync('git', ['rev-parse', '--verify', '--quiet', 'HEAD'], { cwd: REPOSITORY_ROOT });
  return head.status === 0 && git(['status', '--porcelain']) === '';
}

function git(args: string[]): string {
  return execFileSync('git', args, { cwd: REPOSITORY_ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 ** 2 });
}
