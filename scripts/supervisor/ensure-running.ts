import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runTasks } from '../build';
import { readEnvironment } from '../environment';
import type { Log } from '../log';
import { type LockContent, readLock } from './lock-file';
import { avoidTakenPorts } from './port-holder';
import { readOrMakeSecrets } from './secrets';
import { superviseProduct } from './supervise-product';

const POLL_MILLISECONDS = 200;

export type RunningProduct = {
  webUrl: string;
  scoringUrl: string;
  databaseUrl: string;
  internalToken: string;
  /** One-time link of a new installation that was started here; else null. */
  setupLink: string | null;
  /** Whether it was started here, so that `stop` ends it; a product found running is left alone. */
  startedHere: boolean;
  stop(): Promise<void>;
};

/**
 * The product on a data folder: the one that runs now, else one started in the background until `stop` (or the end of this
 * process). Its programs write to `<data folder>/logs`. Ports that are taken are replaced by free ones.
 */
export async function ensureRunning(options: { dataDir?: string; log: Log }): Promise<RunningProduct> {
  const settings = readEnvironment();
  const environment = options.dataDir ? { ...settings, DATA_DIR: path.resolve(options.dataDir) } : settings;
  const running = await waitForRunning(environment.DATA_DIR);
  if (running !== null) {
    const { internalToken } = readOrMakeSecrets(environment.DATA_DIR);
    const { webUrl, scoringUrl, databaseUrl } = running;
    options.log(`using the Millrace that runs at ${webUrl}`);
    return {
      webUrl,
      scoringUrl,
      databaseUrl,
      internalToken,
      setupLink: null,
      startedHere: false,
      stop: async () => {},
    };
  }
  options.log('starting Millrace in the background');
  const product = await superviseProduct({
    environment: await avoidTakenPorts(environment),
    log: options.log,
    output: 'files',
    prepare: () => runTasks(['build'], { output: 'stderr' }),
  });
  return { ...product, startedHere: true };
}

/** A start that is under way is waited for; one that fails leaves no lock. */
async function waitForRunning(folder: string): Promise<(LockContent & { databaseUrl: string }) | null> {
  for (;;) {
    const lock = readLock(folder);
    if (lock === null) return null;
    if (lock.ready && lock.databaseUrl !== null) return { ...lock, databaseUrl: lock.databaseUrl };
    await sleep(POLL_MILLISECONDS);
  }
}
