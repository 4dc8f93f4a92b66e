import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Guests, probeGuests } from '../guests/probe-guests';
import { searchPath } from './env';

let found: Promise<Guests> | null = null;

/**
 * What this machine can do for guests, looked up once for a file of tests: its own python3, fenced in where that can be.
 * Says so loudly where tests must be left out.
 */
export function testGuests(): Promise<Guests> {
  found ??= look();
  return found;
}

async function look(): Promise<Guests> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-python-'));
  try {
    const guests = await probeGuests({
      named: undefined,
      allow: 'yes',
      searchPath,
      folder,
      dataFolder: folder,
      hidden: [],
    });
    const why = guests.announced.pythonWhy.join(' ');
    if (guests.grant === null) console.warn(`SKIPPED: tests of Python steps. ${why}`);
    else if (!guests.grant.fenced) console.warn(`SKIPPED: tests of the fence around Python. ${why}`);
    return guests;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
