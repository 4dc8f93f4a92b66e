import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { scoringShape } from '@millrace/pipeline-core/scoring';
import type { LoadReport } from '../load/load-shapes';
import { openScoringLoad } from '../load/scoring-load';
import { type LiveEndpoint, openLiveEndpoint } from '../verify/serve/live-endpoint';
import { type BenchContext, withFolder } from './context';
import { cpuSecondsBelow } from './cpu-time';
import { adultTable } from './deploy-adult';
import { type Measurement, measured, notMeasured } from './measurement';

const bench = 'serve-moves';
const batch = { bench, claim: 'batch scoring with boosted trees', unit: 'rows/min and core' };
const leastRows = 1_000_000;
const swap = { bench, claim: 'hot swap and rollback under 1,000 req/s', unit: 'failed or from an unknown release' };
const perSecond = 1_000;
const connections = 64;
/** Traffic before a change, and between one and the next. */
const betweenMs = 2_000;
const batchWithinMs = 300_000;

/**
 * What moves behind an endpoint of boosted trees on adult (100 rounds): a batch of many copies of its table, and the
 * release that answers, changed and changed back under load.
 */
export async function benchServeMoves(context: BenchContext): Promise<Measurement[]> {
  if (!existsSync(adultTable)) {
    const reason = `${adultTable} is absent`;
    return [
      notMeasured({ ...batch, bar: `>= ${leastRows} ${batch.unit}`, reason }),
      notMeasured({ ...swap, bar: `<= 0 ${swap.unit}`, reason }),
    ];
  }
  const endpoint = await openLiveEndpoint(await context.product());
  try {
    return [await measureBatches(context, endpoint), await measureSwap(context, endpoint)];
  } finally {
    await endpoint.close();
  }
}

/** Processor time of all processes of the product, web server and database among them, not of the clock. */
async function measureBatches(context: BenchContext, { client, call, id }: LiveEndpoint): Promise<Measurement> {
  context.log(batch.claim);
  const copies = context.short ? 2 : 20;
  const dataset = await withFolder('adult-copies', async (folder) => {
    const file = path.join(folder, 'adult-copies.csv');
    writeFileSync(file, repeatRows(readFileSync(adultTable, 'utf8'), copies));
    return client.upload(file, 'adult-copies');
  });
  const perMinute: number[] = [];
  let rows = 0;
  for (let round = 0; round <= context.rounds; round += 1) {
    const begun = cpuSecondsBelow(process.pid);
    // Other chunks in each round: equal ones would be taken from the cache.
    const wish = { dataset: dataset.id, chunkRows: 100_000 - 1_000 * round };
    let seen = await call(scoringShape, `/endpoints/${id}/batch`, wish);
    for (const end = Date.now() + batchWithinMs; seen.state === 'waiting' || seen.state === 'running'; ) {
      if (Date.now() > end) throw new Error(`the batch has not ended within ${batchWithinMs / 1_000} s`);
      await sleep(100);
      seen = await call(scoringShape, `/endpoints/${id}/batch/${seen.id}`);
    }
    if (seen.state !== 'succeeded') throw new Error(`the batch ${seen.state}: ${JSON.stringify(seen.errors)}`);
    rows = seen.rows.total;
    const seconds = cpuSecondsBelow(process.pid) - begun;
    if (round > 0) perMinute.push((rows / seconds) * 60); // the first warms the children up
  }
  const note = `${rows} rows of adult a round, boosted trees of 100 rounds; reading, probabilities and writing included`;
  return measured({ ...batch, values: perMinute, least: leastRows, note });
}

function repeatRows(text: string, copies: number): string {
  const end = text.indexOf('\n') + 1;
  const rows = text.slice(end).trimEnd();
  return `${text.slice(0, end)}${Array.from({ length: copies }, () => rows).join('\n')}\n`;
}

async function measureSwap(context: BenchContext, endpoint: LiveEndpoint): Promise<Measurement> {
  context.log(swap.claim);
  const load = await openScoringLoad();
  const { url, key, body } = endpoint;
  const bad: number[] = [];
  const seen: LoadReport[] = [];
  try {
    const before = await endpoint.champion();
    for (let round = 0; round < context.rounds; round += 1) {
      const reports: LoadReport[] = [];
      let over = false;
      const traffic = (async () => {
        const shape = { url, key, body, perSecond, connections, seconds: betweenMs / 1_000 };
        while (!over) reports.push(await load.send(shape));
      })();
      const known = new Set([before]);
      try {
        await sleep(betweenMs);
        await endpoint.deployDirect(endpoint.second.id);
        known.add(await endpoint.champion());
        await sleep(betweenMs);
        await endpoint.rollBack(before);
        await sleep(betweenMs);
      } finally {
        over = true;
        await traffic;
      }
      bad.push(reports.reduce((sum, report) => sum + countBad(report, known), 0));
      seen.push(...reports);
    }
  } finally {
    await load.close();
  }
  const sent = seen.reduce((sum, report) => sum + report.sent, 0);
  const example = seen.find((report) => report.example !== null)?.example;
  const note = `${sent} requests, ${bad.length} swaps and ways back${example == null ? '' : `; failed as ${example}`}`;
  return measured({ ...swap, values: bad, most: 0, note });
}

/** Requests without an answer of 200, and answers by a release that was not deployed. */
function countBad({ failed, releases }: LoadReport, known: ReadonlySet<string>): number {
  const strange = Object.entries(releases).filter(([release]) => !known.has(release));
  return [...Object.entries(failed), ...strange].reduce((sum, [, count]) => sum + count, 0);
}
