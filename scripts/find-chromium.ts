import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import type { Log } from './log';
import { runsAsRoot } from './postgres/accounts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'] as const;
const SHELLS = ['chromium-headless-shell', 'chrome-headless-shell'] as const;
const APT_LIMIT = 300_000;

/** Path of a program in PATH, or null. */
export function findInPath(names: readonly string[], searchPath = process.env['PATH'] ?? ''): string | null {
  for (const folder of searchPath.split(path.delimiter).filter(Boolean)) {
    const found = names.map((name) => path.join(folder, name)).find(isExecutable);
    if (found !== undefined) return found;
  }
  return null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // absent or not ours to run: look on
  }
}

/**
 * A Chromium for the browser tests: CHROMIUM_PATH, else one in PATH, else apt's (root on Debian), else the one that the
 * npm package @sparticuz/chromium carries (Linux x64).
 * @returns null when this machine has none; the log says so
 * @throws when CHROMIUM_PATH names no program
 */
export async function findChromium(log: Log): Promise<string | null> {
  const given = process.env['CHROMIUM_PATH'];
  if (given) {
    if (!isExecutable(given)) throw new Error(`CHROMIUM_PATH is "${given}", which is no program that can be run.`);
    return given;
  }
  return findInPath(NAMES) ?? installWithApt(log, NAMES) ?? (await unpackFromPackage(log));
}

/**
 * For many pages in a row: Chromium's headless shell. It draws no window of a browser around a page, and takes half of the
 * work of a whole Chromium without a screen. CHROMIUM_PATH comes first; a shell is installed (root on Debian) only where a
 * browser would be installed anyway.
 * @returns what `findChromium` finds where there is no such shell
 */
export async function findHeadlessShell(log: Log): Promise<string | null> {
  if (process.env['CHROMIUM_PATH']) return findChromium(log);
  const none = findInPath([...SHELLS, ...NAMES]) === null;
  return findInPath(SHELLS) ?? (none ? installWithApt(log, SHELLS) : null) ?? findChromium(log);
}

/** Installs Debian's package of the first of the names. */
function installWithApt(log: Log, names: readonly [string, ...string[]]): string | null {
  if (!runsAsRoot() || findInPath(['apt-get']) === null) return null;
  log(`installing ${names[0]} with apt-get for the browser tests; this happens once`);
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', names[0]]]) {
    const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, timeout: APT_LIMIT } as const;
    const { status, stderr } = spawnSync('apt-get', ['-q', ...args], { ...options, encoding: 'utf8' });
    if (status === 0) continue;
    log(`apt-get ${args[0]} failed: ${stderr.trim().split('\n').at(-1) ?? 'no reason given'}`);
    return null;
  }
  return findInPath(names);
}

/** It brings its own libraries too; its own switch for them is an environment variable of AWS Lambda. */
async function unpackFromPackage(log: Log): Promise<string | null> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  const libraries = ['/usr/lib', '/usr/lib/x86_64-linux-gnu', '/usr/lib64'].map((folder) => `${folder}/libnss3.so`);
  if (!libraries.some((file) => existsSync(file))) process.env['AWS_EXECUTION_ENV'] ??= 'AWS_Lambda_nodejs22.x';
  try {
    const { default: chromium } = await import('@sparticuz/chromium');
    const file = await chromium.executablePath();
    if (isExecutable(file)) return file;
    log(`${file} belongs to another user, who unpacked it first: delete it, or set CHROMIUM_PATH`);
    return null;
  } catch (error) {
    log(`the Chromium of @sparticuz/chromium cannot be unpacked: ${error instanceof Error ? error.message : error}`);
    return null;
  }
}
