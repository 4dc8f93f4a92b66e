import { chmodSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { withFolder } from '../../bench/context';
import { startOwnProduct } from '../../bench/own-product';
import { type Check, checked } from '../check';
import type { VerifyContext } from '../context';
import { openCronFeed } from './sources/cron';
import type { Feed } from './sources/feed';
import { openFolderFeed } from './sources/folder';
import { type Kills, killWorker } from './sources/kill-worker';
import { part } from './sources/part';
import { openPostgresFeed } from './sources/postgres';
import { openPushFeed } from './sources/push';
import { openSourceProject, type SourceProject } from './sources/source-project';

const killEveryMs = 30_000;
const wholeMs = 600_000;
const shortMs = 90_000;
/** Once nothing new has landed for so long, what is missing is missing. A killed worker is back long before. */
const patienceMs = 120_000;
const askEveryMs = 2_000;
/** After all is there: what lands twice would land in this time. */
const settleMs = 10_000;

/** Sources that run together while the worker is killed again and again; then every batch, row and event is counted. */
export async function verifySources({ short, seed, log }: VerifyContext): Promise<Check[]> {
  return withFolder('watched', async (root) => {
    chmodSync(root, 0o755);
    const variables = { WATCH_ROOTS: root, PRIVATE_HOSTS: '127.0.0.1' };
    const product = await startOwnProduct({ name: 'verify-sources', log, variables });
    try {
      const project = await openSourceProject(product);
      return await runFeeds(project, { root, forMs: short ? shortMs : wholeMs, seed, log });
    } finally {
      await product.stop();
    }
  });
}

type Setting = { root: string; forMs: number; seed: number; log: VerifyContext['log'] };

async function runFeeds(project: SourceProject, { root, forMs, seed, log }: Setting): Promise<Check[]> {
  const feeds = [
    await openFolderFeed(project, root),
    await openCronFeed(project),
    await openPostgresFeed(project),
    await openPushFeed(project),
  ];
  try {
    log(`${feeds.length} sources for ${forMs / 1000} s, worker killed every ${killEveryMs / 1000} s`);
    const stop = new AbortController();
    const bringing = Promise.all(feeds.map((feed) => feed.bring(stop.signal)));
    const killing = killWorker(project, { everyMs: killEveryMs, forMs, seed, log });
    const kills = await Promise.race([killing, failOf(bringing)]);
    stop.abort();
    await bringing;
    const seconds = await drain(project, feeds);
    log(`what landed was there after ${seconds} s`);
    const checks = await Promise.all(feeds.map((feed) => feed.check()));
    return [...checks.flat(), checkKills(kills, { wanted: forMs / killEveryMs, seconds })];
  } finally {
    await Promise.all(feeds.map((feed) => feed.close()));
  }
}

/** Never comes to a good end: it is there to hear of a failure at once. */
async function failOf(work: Promise<unknown>): Promise<never> {
  await work;
  return new Promise(() => undefined);
}

/** Waits until all is there and no source is being read; answers after how many seconds. */
async function drain(project: SourceProject, feeds: readonly Feed[]): Promise<number> {
  const begun = Date.now();
  for (const feed of feeds) await feed.finish();
  let [before, since] = [0, Date.now()];
  while (Date.now() - since < patienceMs) {
    const all = await Promise.all(feeds.map((feed) => feed.progress()));
    if (all.every(({ landed, brought }) => landed >= brought) && (await project.busy()) === 0) break;
    const now = all.reduce((sum, { landed }) => sum + landed, 0);
    if (now > before) [before, since] = [now, Date.now()];
    await sleep(askEveryMs);
  }
  const seconds = Math.round((Date.now() - begun) / 1000);
  await sleep(settleMs);
  return seconds;
}

/** The lines above show something only if the worker was killed in mid-work. */
function checkKills(
  { kills, inRuns, unanswered, reason }: Kills,
  { wanted, seconds }: { wanted: number; seconds: number },
): Check {
  const pages = unanswered === 0 ? '' : `; ${unanswered} pages were not answered: ${reason}`;
  return checked({
    part,
    claim: 'kill -9 of the worker while the sources run',
    figure: `${kills} kills, ${inRuns} of them while a source was being read`,
    bar: `${wanted} kills, some in mid-run, every page answered`,
    pass: kills >= wanted && inRuns > 0 && unanswered === 0,
    note: `what landed was there ${seconds} s after the last kill${pages}`,
  });
}
