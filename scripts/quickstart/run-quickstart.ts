import { basename, extname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CandidateShape, EndpointShape, RunShape, StarterShape } from '@millrace/pipeline-core/api';
import { metricDirection } from '@millrace/pipeline-core/metrics';
import type { Log } from '../log';
import type { RunningProduct } from '../supervisor/ensure-running';
import { type ApiClient, createApiClient } from './api-client';
import { targetProblem } from './check-target';
import { projectKey } from './project-key';
import { quantile, scoreRows } from './score-rows';
import { largestDifference } from './twin-difference';

export type QuickstartOptions = {
  file: string;
  target: string;
  name?: string;
  project: string;
  seed: number;
  rows: number;
  log: Log;
};

export type QuickstartReport = {
  task: string;
  rows: number;
  columns: number;
  rejected: number;
  excluded: { column: string; reason: string }[];
  /** The best first, by the figure that decided. */
  candidates: Pick<CandidateShape, 'name' | 'metrics' | 'seconds' | 'decidedBy'>[];
  best: string | null;
  release: string | null;
  endpoint: string | null;
  scored: number;
  latencyMs: { p50: number; p95: number };
  /** Largest difference between the batch result and the HTTP answer for the same rows. */
  twinMaxDiff: number;
  seconds: number;
  links: { pipeline: string; run: string; experiments: string; endpoint: string | null; monitoring: string };
};

/** The main job from end to end over /api/v1: land, draw, train, compare, deploy, score, and prove both engines equal. */
export async function runQuickstart(product: RunningProduct, options: QuickstartOptions): Promise<QuickstartReport> {
  const begun = performance.now();
  const { key, project } = await projectKey(product, options.project);
  const client = createApiClient({ webUrl: product.webUrl, key });
  const name = options.name ?? basename(options.file, extname(options.file));
  const dataset = await client.upload(options.file, name);
  options.log(
    `${dataset.batch.rows} rows, ${dataset.batch.columns.length} columns, ${dataset.batch.rejected} lines rejected`,
  );
  const problem = targetProblem(
    options.target,
    dataset.batch.columns.map(({ name: column }) => column),
  );
  if (problem !== null) throw new Error(`${problem} Say it with --target; the table is landed and stays.`);
  const starter = await client.createStarter({
    dataset: dataset.id,
    target: options.target,
    name: `${name} ${options.target}`,
    seed: options.seed,
  });
  options.log(`task ${starter.task}; ${starter.excluded.length} columns left out`);
  const run = await waitForRun(client, (await client.startRun(starter.pipeline)).id, options.log);
  const candidates = await waitForCandidates(client, run);
  const endpoint = await waitForEndpoint(client, run.id, options.log);
  // Asked where it is reached from this machine; the address shown is the one for callers elsewhere.
  const url = `${product.scoringUrl}/serve/${endpoint.slug}`;
  const proof = await proveTwins({ client, run, url, key, rows: options.rows });
  const page = `${product.webUrl}/p/${project}`;
  return {
    ...factsOf(dataset.batch, starter),
    candidates: byRank(candidates).map(({ name: title, metrics, seconds, decidedBy }) => ({
      name: title,
      metrics,
      seconds,
      decidedBy,
    })),
    best: candidates.find(({ best }) => best)?.name ?? null,
    release: endpoint.release === null ? null : `${endpoint.release.model} v${endpoint.release.number}`,
    endpoint: endpoint.url,
    ...proof,
    seconds: (performance.now() - begun) / 1000,
    links: {
      pipeline: `${page}/pipelines/${starter.pipeline}`,
      run: `${page}/runs/${run.id}`,
      experiments: `${page}/experiments/leaderboard?run=${run.id}`,
      endpoint: endpoint.page,
      monitoring: `${page}/monitoring/${endpoint.id}`,
    },
  };
}

/** As the comparison ranked them; what it did not hold, or could not judge, comes last. */
function byRank(candidates: readonly CandidateShape[]): CandidateShape[] {
  const key = ({ decidedBy }: CandidateShape) => {
    if (decidedBy === null || decidedBy.value === null) return Number.MAX_VALUE;
    return metricDirection(decidedBy.metric) === 'lower' ? decidedBy.value : -decidedBy.value;
  };
  return [...candidates].sort((a, b) => Number(b.best) - Number(a.best) || key(a) - key(b));
}

function factsOf(batch: { rows: number; rejected: number; columns: unknown[] }, starter: StarterShape) {
  const { task, excluded } = starter;
  return { task, rows: batch.rows, columns: batch.columns.length, rejected: batch.rejected, excluded };
}

async function waitForRun(client: ApiClient, id: string, log: Log): Promise<RunShape> {
  const told = new Set<string>();
  for (;;) {
    const run = await client.run(id);
    for (const { title, status, seconds } of run.steps) {
      if ((status !== 'succeeded' && status !== 'cached') || told.has(title)) continue;
      told.add(title);
      log(`${title}: ${status === 'cached' ? 'reused' : `${(seconds ?? 0).toFixed(2)} s`}`);
    }
    if (run.status === 'succeeded') return run;
    if (run.status !== 'running') throw new Error(failureOf(run));
    await sleep(150);
  }
}

function failureOf(run: RunShape): string {
  const failed = run.steps.find(({ error }) => error !== null);
  return failed?.error === undefined || failed.error === null
    ? `Run ${run.number} ended ${run.status}.`
    : `${failed.title}: ${failed.error.message} ${failed.error.next}`;
}

/** Candidates and evaluations are written just after the commit of their step. */
async function waitForCandidates(client: ApiClient, run: RunShape): Promise<CandidateShape[]> {
  const expected = run.steps.filter(({ outputs }) => outputs.model !== undefined).length;
  for (let attempt = 0; ; attempt++) {
    const candidates = await client.candidates(run.id);
    const judged = candidates.filter(({ metrics }) => Object.keys(metrics).length > 0);
    if ((judged.length >= expected && judged.some(({ best }) => best)) || attempt > 100) return candidates;
    await sleep(100);
  }
}

/** The endpoint that a deployment of the run answers at, once it does. */
export async function waitForEndpoint(client: ApiClient, run: string, log: Log): Promise<EndpointShape> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const { endpoint, deployment } = await client.endpointOfRun(run);
    if (endpoint !== null) {
      log(`deployed ${endpoint.release?.model ?? ''} v${endpoint.release?.number ?? ''} to ${endpoint.url}`);
      return endpoint;
    }
    if (deployment?.status === 'failed')
      throw new Error(`The deployment was stopped: ${JSON.stringify(deployment.error)}`);
    if (deployment?.status === 'succeeded')
      throw new Error('Another deployment has taken the endpoint meanwhile. Run the quickstart again.');
    await sleep(100);
  }
  throw new Error('The endpoint did not answer within a minute.');
}

/** Scores held-out rows over HTTP and compares with what the Evaluate step computed for them as a batch. */
async function proveTwins(o: { client: ApiClient; run: RunShape; url: string; key: string; rows: number }) {
  const split = o.run.steps.find(({ outputs }) => outputs.split !== undefined)?.outputs.split;
  const predictions = o.run.steps.filter(({ outputs }) => outputs.predictions !== undefined).at(-1)
    ?.outputs.predictions;
  if (split === undefined || predictions === undefined) throw new Error('The run kept no split or no predictions.');
  const query = { part: 'test', limit: o.rows };
  const [rows, batch] = await Promise.all([o.client.window(split, query), o.client.window(predictions, query)]);
  const scored = await scoreRows({ url: o.url, key: o.key, rows });
  const times = scored.map(({ milliseconds }) => milliseconds);
  return {
    scored: scored.length,
    latencyMs: { p50: quantile(times, 0.5), p95: quantile(times, 0.95) },
    twinMaxDiff: largestDifference({ scored, rows, batch }),
  };
}
