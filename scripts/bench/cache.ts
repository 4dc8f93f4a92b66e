import { setTimeout as sleep } from 'node:timers/promises';
import { runShape } from '@millrace/pipeline-core/api';
import { projectKey } from '../quickstart/project-key';
import { callApi } from './api';
import type { BenchContext } from './context';
import { documentOf } from './draw';
import { type Measurement, measured } from './measurement';

const steps = 20;
const claim = {
  bench: 'cache',
  unit: 'ms',
  claim: `run of an unchanged pipeline of ${steps} steps, start to finished`,
};
const pollMs = 5;

/** Nothing changed: how long until a run says so. Seen from outside, over /api/v1. */
export async function benchCache(context: BenchContext): Promise<Measurement[]> {
  const product = await context.product();
  const { key } = await projectKey(product, 'Bench');
  const api = callApi({ webUrl: product.webUrl, key });
  const pipeline = await api.createPipeline('Cached', documentOf({ steps }));
  context.log(claim.claim);
  const first = await runToEnd(api, pipeline);
  if (first.statuses.some((status) => status !== 'succeeded')) throw new Error(`the first run: ${first.statuses}`);
  const values: number[] = [];
  for (let round = -1; round < context.rounds; round += 1) {
    const { ms, statuses } = await runToEnd(api, pipeline);
    if (statuses.length !== steps || statuses.some((status) => status !== 'cached'))
      throw new Error(`not everything came from the cache: ${statuses}`);
    if (round >= 0) values.push(ms); // the first one warms up
  }
  return [measured({ ...claim, values, most: 400, details: { firstRunMs: Math.round(first.ms) } })];
}

async function runToEnd(
  api: ReturnType<typeof callApi>,
  pipeline: string,
): Promise<{ ms: number; statuses: string[] }> {
  const begun = performance.now();
  let run = await api.call(runShape, `/pipelines/${pipeline}/runs`, {});
  while (run.status === 'running') {
    await sleep(pollMs);
    run = await api.call(runShape, `/runs/${run.id}`);
  }
  return { ms: performance.now() - begun, statuses: run.steps.map(({ status }) => status) };
}
