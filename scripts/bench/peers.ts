import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findInPath } from '../find-chromium';
import type { Log } from '../log';
import { REPOSITORY_ROOT } from '../root';

/** Peers live beside the repository's packages, never among them. */
const FOLDER = path.join(REPOSITORY_ROOT, 'node_modules', '.cache', 'millrace', 'peers');
/** Of one call of npm or pip: the peers of training are half a gigabyte. */
const INSTALL_LIMIT = 900_000;
/** Of a stamp in its own words; file names end at 255. */
const LONGEST_STAMP = 200;

/** A peer that cannot be had on this machine; the claim is then reported as not measured. */
export class PeerMissingError extends Error {
  override name = 'PeerMissingError';
}

/** Folder whose node_modules holds exactly these packages (`name@version`); installed on first use, without scripts. */
export async function installNpmPeer(name: string, packages: string[], log: Log): Promise<string> {
  const folder = path.join(FOLDER, name);
  await installOnce(folder, packages, async () => {
    log(`installing the peer ${packages.join(', ')} from npm; this happens once`);
    writeFileSync(path.join(folder, 'package.json'), '{"private":true,"type":"module"}');
    const args = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', '--save-exact'];
    await install('npm', [...args, ...packages]);
  });
  return folder;
}

/** Python of a virtual environment that holds exactly these packages (`name==version`); made on first use. */
export async function installPythonPeer(name: string, packages: string[], log: Log): Promise<string> {
  const folder = path.join(FOLDER, name);
  const python = path.join(folder, 'venv', 'bin', 'python');
  await installOnce(folder, packages, async () => {
    const system = findInPath(['python3']);
    if (system === null) throw new PeerMissingError('there is no python3 on this machine');
    log(`installing the peer ${packages.join(', ')} into a virtual environment; this happens once`);
    await install(system, ['-m', 'venv', path.join(folder, 'venv')]);
    await install(python, ['-m', 'pip', 'install', '--quiet', ...packages]);
  });
  return python;
}

/** A stamp names what was installed; without the right one the folder is made anew. */
async function installOnce(folder: string, packages: string[], work: () => Promise<void>): Promise<void> {
  const stamp = path.join(folder, stampOf(packages));
  if (existsSync(stamp)) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await work();
  writeFileSync(stamp, '');
}

/** The file that tells what a folder holds: the packages, or a digest of them where their names are too long for one. */
export function stampOf(packages: readonly string[]): string {
  const names = packages.join('-');
  const shown = names.length <= LONGEST_STAMP ? names : createHash('sha256').update(names).digest('hex');
  return `.installed-${shown.replace(/[^\w.=@-]/g, '_')}`;
}

async function install(command: string, args: string[]): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: INSTALL_LIMIT });
  let tail = '';
  child.stderr.on('data', (text: Buffer) => {
    tail = (tail + text.toString()).slice(-1_000);
  });
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  if (code === 0) return;
  const reason = tail.trim().split('\n').at(-1) ?? 'no reason given';
  throw new PeerMissingError(`${path.basename(command)} ${args[0] === '-m' ? args[1] : args[0]} failed: ${reason}`);
}
