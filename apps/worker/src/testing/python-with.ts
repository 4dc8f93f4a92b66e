import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GuestGrant } from '../guests/guest-grant';
import { probeGuests } from '../guests/probe-guests';
import { longTests, notebookPython, searchPath } from './env';

/** A virtual environment beside the packages, made once. NOTEBOOK_PYTHON names another Python that has them. */
const environment = join(import.meta.dirname, '../../../../node_modules/.cache/millrace/peers/notebook');
const packages = ['pandas', 'pyarrow', 'nbclient', 'ipykernel'];

/** The suite installs nothing: only `npm test -- --long` does, or a Python with these packages is named. Null, loudly, without. */
export async function notebookGuests(): Promise<GuestGrant | null> {
  const python = pythonWithNotebooks();
  if (python === null) return null;
  const folder = mkdtempSync(join(tmpdir(), 'millrace-notebooks-'));
  try {
    const probe = { named: `notebooks=${python}`, allow: 'yes' as const, searchPath, folder, dataFolder: folder };
    return (await probeGuests(probe)).grant;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function pythonWithNotebooks(): string | null {
  if (notebookPython !== undefined) return notebookPython;
  if (!longTests) {
    console.warn('SKIPPED: pandas, pyarrow and nbclient as guests: npm test -- --long installs them and asks them.');
    return null;
  }
  const python = join(environment, 'bin/python');
  try {
    const ready = join(environment, 'ready');
    if (existsSync(ready)) return python;
    execFileSync('python3', ['-m', 'venv', '--clear', environment], { stdio: 'pipe', timeout: 120_000 });
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', ...packages], { stdio: 'pipe', timeout: 600_000 });
    mkdirSync(ready);
    return python;
  } catch (error) {
    console.warn(`SKIPPED: pandas, pyarrow and nbclient cannot be had here: ${String(error).slice(0, 300)}`);
    return null;
  }
}
