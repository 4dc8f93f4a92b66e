import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { makeDataFolder } from '../bench/own-product';
import { runTasks, runTool } from '../build';
import { readEnvironment } from '../environment';
import { findHeadlessShell } from '../find-chromium';
import { createLog } from '../log';
import { variablesOnFreePorts } from '../ports';
import { REPOSITORY_ROOT } from '../root';
import { superviseProduct } from '../supervisor/supervise-product';
import { type Outcome, outcomeOf } from './part';

const FOLDER = path.join('apps', 'web', 'e2e');

/**
 * Browser tests against a whole product of their own: temporary data folder, free ports, embedded Postgres.
 * They find it by BASE_URL, SCORING_URL and SETUP_LINK (the one-time link), and the browser by CHROMIUM_PATH.
 * @param long pictures are dark as well as light, as they are when files are named
 */
export async function runBrowserTests(
  filters: string[],
  { long, signal }: { long: boolean; signal: AbortSignal },
): Promise<Outcome> {
  if (!existsSync(path.join(REPOSITORY_ROOT, FOLDER, 'playwright.config.ts'))) {
    return { status: 'skipped', detail: 'there are no browser tests yet' };
  }
  const log = createLog('browser tests');
  const chromium = await findHeadlessShell(log);
  if (chromium === null) {
    const detail = 'NO BROWSER FOUND: set CHROMIUM_PATH, or install chromium';
    console.error(`\n!!! ${detail}; the browser tests are skipped !!!\n`);
    return { status: 'skipped', detail };
  }
  const dataDir = makeDataFolder('browser-tests');
  // The test of sources serves its file from here.
  const environment = readEnvironment({ ...(await variablesOnFreePorts(dataDir)), PRIVATE_HOSTS: '127.0.0.1' });
  const prepare = () => runTasks(['build'], { signal });
  const product = await superviseProduct({ environment, log, output: 'files', signal, prepare });
  try {
    const variables = {
      BASE_URL: product.webUrl,
      SCORING_URL: product.scoringUrl,
      SETUP_LINK: product.setupLink ?? '',
      DATA_DIR: dataDir,
      CHROMIUM_PATH: chromium,
      DARK_PICTURES: long || filters.length > 0 ? '1' : undefined,
      DATABASE_URL: undefined,
      NODE_ENV: undefined,
    };
    const { code } = await runTool('playwright', ['test', '-c', FOLDER, ...filters], { variables, signal });
    if (code !== 0) log(`the product's logs are kept in ${path.join(dataDir, 'logs')}`);
    else rmSyncLater(dataDir);
    return outcomeOf({ playwright: code });
  } finally {
    await product.stop();
  }
}

/** The product still runs when this is called; its folder goes when this process ends. */
function rmSyncLater(folder: string): void {
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}
