import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Log } from '../log';
import type { OwnProduct } from './own-product';

/** What every bench gets. */
export type BenchContext = {
  /** Interleaved rounds of each comparison. */
  rounds: number;
  /** Small tables: shows that the benches work, and proves nothing. */
  short: boolean;
  log: Log;
  /** The product on a throw-away data folder, started on first use and shared by the benches. */
  product(): Promise<OwnProduct>;
  /** Versions of what was measured against, for the record. */
  versions: Record<string, string>;
};

/** A folder under the system's temporary one, removed after `work`. */
export async function withFolder<T>(name: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(os.tmpdir(), `millrace-${name}-`));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
