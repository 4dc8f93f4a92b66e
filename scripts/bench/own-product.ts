import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runTasks } from '../build';
import { readEnvironment } from '../environment';
import type { Log } from '../log';
import { variablesOnFreePorts } from '../ports';
import type { RunningProduct } from '../supervisor/ensure-running';
import { superviseProduct } from '../supervisor/supervise-product';

/** A product of its own: throw-away data folder, free ports, embedded Postgres with fsync on. */
export type OwnProduct = RunningProduct & {
  dataDir: string;
  /** Process ids now, by program name. */
  pids(): Record<string, number | undefined>;
};

/** A throw-away data folder. */
export function makeDataFolder(name: string): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), `millrace-${name}-`));
  chmodSync(folder, 0o711); // root's Postgres runs under another account and must get through
  return folder;
}

/** Builds and starts it, with these settings beside those it needs; `stop` also deletes its folder. */
export async function startOwnProduct(options: {
  name: string;
  log: Log;
  variables?: Record<string, string>;
}): Promise<OwnProduct> {
  const dataDir = makeDataFolder(options.name);
  const environment = readEnvironment({ ...(await variablesOnFreePorts(dataDir)), ...options.variables });
  const prepare = () => runTasks(['build'], { output: 'stderr' });
  try {
    const product = await superviseProduct({ environment, log: options.log, output: 'files', prepare });
    return {
      ...product,
      dataDir,
      startedHere: true,
      async stop() {
        await product.stop();
        rmSync(dataDir, { recursive: true, force: true });
      },
    };
  } catch (error) {
    options.log(`its data folder and logs are kept: ${dataDir}`);
    throw error;
  }
}
