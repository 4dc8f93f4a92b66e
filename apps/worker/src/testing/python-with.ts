import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GuestGrant } from '../guests/guest-grant';
import { probeGuests } from '../guests/probe-guests';
import { longTests, notebookPython, scikitPython, searchPath } from './env';

const peers = join(import.meta.dirname, '../../../../node_modules/.cache/millrace/peers');

/** What tests ask a Python for that the suite does not install. */
export type WantedPython = {
  /** What it is, for who reads that it was skipped. */
  what: string;
  /** A Python that has the packages, where somebody named one. */
  named: string | undefined;
  /** Name of the virtual environment beside the packages, which is made once. */
  environment: string;
  packages: readonly string[];
};

/** A Python with these packages. The suite installs nothing, only `npm test -- --long` does. Null, loudly, without. */
export function pythonWith({ what, named, environment, packages }: WantedPython): string | null {
  if (named !== undefined) return named;
  if (!longTests) {
    console.warn(`SKIPPED: ${what}: npm test -- --long installs it and asks it.`);
    return null;
  }
  const folder = join(peers, environment);
  const python = join(folder, 'bin/python');
  try {
    const ready = join(folder, 'ready');
    if (existsSync(ready)) return python;
    execFileSync('python3', ['-m', 'venv', '--clear', folder], { stdio: 'pipe', timeout: 120_000 });
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', ...packages], { stdio: 'pipe', timeout: 600_000 });
    mkdirSync(ready);
    return python;
  } catch (error) {
    console.warn(`SKIPPED: ${what} cannot be had here: ${String(error).slice(0, 300)}`);
    return null;
  }
}

/** A Python with these packages as a guest. */
export async function guestsWith(wanted: WantedPython): Promise<GuestGrant | null> {
  const python = pythonWith(wanted);
  if (python === null) return null;
  const folder = mkdtempSync(join(tmpdir(), 'millrace-guests-with-'));
  try {
    const options = { allow: 'yes' as const, searchPath, folder, dataFolder: folder, hidden: [] };
    return (await probeGuests({ named: `${wanted.environment}=${python}`, ...options })).grant;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A Python that runs notebooks over tables. */
export function notebookGuests(): Promise<GuestGrant | null> {
  return guestsWith({
    what: 'pandas, pyarrow and nbclient as guests',
    named: notebookPython,
    environment: 'notebook',
    packages: ['pandas', 'pyarrow', 'nbclient', 'ipykernel'],
  });
}

/** A Python that trains models of scikit-learn and converts them. */
export function scikitGuests(): Promise<GuestGrant | null> {
  return guestsWith({
    what: 'scikit-learn as a guest',
    named: scikitPython,
    environment: 'scikit',
    packages: ['pandas', 'pyarrow', 'scikit-learn', 'skl2onnx'],
  });
}
