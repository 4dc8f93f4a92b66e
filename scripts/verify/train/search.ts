import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RunShape, runShape } from '@millrace/pipeline-core/api';
import type { PipelineDocument } from '@millrace/pipeline-core/document';
import pg from 'pg';
import { z } from 'zod';
import { callApi } from '../../bench/api';
import { cpuSecondsBelow, cpuSecondsOfMachine } from '../../bench/cpu-time';
import { type OwnProduct, startOwnProduct } from '../../bench/own-product';
import { sendSignal } from '../../processes';
import { createApiClient } from '../../quickstart/api-client';
import { projectKey } from '../../quickstart/project-key';
import { attempt, type Check, checked, skipped } from '../check';
import type { VerifyContext } from '../context';
import { drawSteps } from '../data/draw';
import { referenceFile } from '../data/project';
import { claimOf, withUnshown } from './claims';
import { verifyTested } from './tested';

const part = 'search';
const killed = claimOf(part, '200 trials, the worker killed every 20 s');
const cores = claimOf(part, '200 trials: own CPU time while other load is below 0.2 a core');
const budget = claimOf(part, 'a search with a time budget of 5 minutes');
const table = 'california-housing/housing.csv';
const killEveryMs = 20_000;
const pollMs = 250;
/** Longest wait for the records of trials after the end of their run. */
const recordedMs = 60_000;
/** Of two cores. Other work below this share of them does not spoil the figure of ours. */
const otherLoad = 0.2;
const wantedCores = 1.7;

/** The same search undisturbed and with the worker killed again and again; what it uses of the machine; its time. */
export async function verifySearch(context: VerifyContext): Promise<Check[]> {
  const file = referenceFile(table);
  if (file === null) {
    const note = `${table} is not beside the repository`;
    return [killed, cores, budget].map((one) => skipped({ ...one, note }));
  }
  const product = await startOwnProduct({ name: 'verify-search', log: context.log });
  const pool = new pg.Pool({ connectionString: product.databaseUrl, max: 2 });
  pool.on('error', () => undefined);
  try {
    const searches = await openSearches(product, { file, pool });
    const trials = context.short ? 20 : 200;
    const minutes = context.short ? 1 : 5;
    context.log(`${trials} trials, undisturbed`);
    const calm = await searches.run({ trials });
    context.log(`${trials} trials, the worker killed every ${killEveryMs / 1000} s`);
    const stormy = await searches.run({ trials }, () => killWorker(product, context.log));
    const checks = [checkKilled(calm, stormy), checkCores(calm)];
    context.log(`a search of ${minutes} minutes`);
    const timed = await attempt(budget, async () => [
      checkBudget(await searches.run({ trials: 1000, minutes }), minutes),
    ]);
    return withUnshown(part, [...checks, ...timed, ...(await verifyTested(part, context))]);
  } finally {
    await pool.end();
    await product.stop();
  }
}

type Settings = { trials: number; minutes?: number };
type Ended = {
  run: RunShape;
  seconds: number;
  /** Cores that the product kept busy while it searched, and that others did. */
  cores: { ours: number; others: number };
  kills: number;
  trials: TrialEnd[];
};

const trialSchema = z.object({
  number: z.number(),
  state: z.string(),
  params: z.string(),
  metric: z.number().nullable(),
  model: z.string().nullable(),
  seconds: z.number().nullable(),
});
type TrialEnd = z.output<typeof trialSchema>;

/** Searches over one table; each runs anew, so that nothing comes from the cache. */
async function openSearches(product: OwnProduct, { file, pool }: { file: string; pool: pg.Pool }) {
  const { key } = await projectKey(product, 'Searches');
  const client = createApiClient({ webUrl: product.webUrl, key });
  const api = callApi({ webUrl: product.webUrl, key });
  const dataset = await client.upload(file, 'housing');
  let drawings = 0;

  async function run(settings: Settings, disturb?: () => number): Promise<Ended> {
    const pipeline = await api.createPipeline(`Search ${++drawings}`, drawing(dataset.id, settings));
    const { id } = await api.call(runShape, `/pipelines/${pipeline}/runs`, { force: 'all' });
    const [begun, own, all] = [Date.now(), cpuSecondsBelow(process.pid), cpuSecondsOfMachine()];
    let kills = 0;
    let struck = Date.now();
    let shape = await client.run(id);
    while (shape.status === 'running') {
      await sleep(pollMs);
      // While the worker is away, web may be slow to answer: asked again.
      shape = await client.run(id).catch(() => shape);
      if (disturb !== undefined && Date.now() - struck >= killEveryMs) {
        kills += disturb();
        struck = Date.now();
      }
    }
    const seconds = (Date.now() - begun) / 1000;
    const ours = (cpuSecondsBelow(process.pid) - own) / seconds;
    const others = (cpuSecondsOfMachine() - all) / seconds - ours;
    if (shape.status !== 'succeeded') throw new Error(`a search is ${shape.status}: ${JSON.stringify(errorOf(shape))}`);
    return { run: shape, seconds, cores: { ours, others }, kills, trials: await trialsOf(pool, id) };
  }
  return { run };
}

function errorOf(run: RunShape): unknown {
  return run.steps.find(({ error }) => error !== null)?.error;
}

/** The trials of an ended run, all of them: what a trial came to is kept by an event, shortly after the run has ended. */
async function trialsOf(pool: pg.Pool, run: string): Promise<TrialEnd[]> {
  const until = Date.now() + recordedMs;
  let left = await unrecorded(pool, run);
  while (left > 0) {
    if (Date.now() > until)
      throw new Error(`${left} trials of an ended search are not recorded after ${recordedMs} ms`);
    await sleep(pollMs);
    left = await unrecorded(pool, run);
  }
  const { rows } = await pool.query(
    `select number, state, params::text params, metric, model_hash model, seconds from trial where run_id = $1
     order by number`,
    [run],
  );
  return z.array(trialSchema).parse(rows);
}

/** How many trials of a run have ended without being in its table of trials. */
async function unrecorded(pool: pg.Pool, run: string): Promise<number> {
  const { rows } = await pool.query(
    `select count(*)::int as left from artifact_use u where u.run_id = $1 and u.dir = 'out' and u.port = 'trial'
       and not exists (select 1 from trial t where t.run_id = u.run_id and t.idx = u.idx)`,
    [run],
  );
  return z.tuple([z.object({ left: z.number() })]).parse(rows)[0].left;
}

function drawing(dataset: string, { trials, minutes }: Settings): PipelineDocument {
  const target = 'median_house_value';
  const params = { trainer: 'gradient-boosted-trees', target, trials, ...(minutes === undefined ? {} : { minutes }) };
  return drawSteps({
    data: { type: 'dataset', params: { dataset } },
    split: { type: 'split-rows', params: { strategy: 'random' }, from: { table: 'data.table' } },
    find: { type: 'search', params, from: { rows: 'split.split' } },
  });
}

/** Kills the worker with all its children as a machine that goes away would; 0 when it was just starting. */
function killWorker(product: OwnProduct, log: VerifyContext['log']): number {
  const { worker } = product.pids();
  if (worker === undefined) return 0;
  sendSignal(worker, 'SIGKILL');
  log('kill -9 of the worker');
  return 1;
}

/** The model that a search handed on, and each trial as it ended. */
function checkKilled(calm: Ended, stormy: Ended): Check {
  const same = (a: TrialEnd, b: TrialEnd | undefined) =>
    a.params === b?.params && a.metric === b.metric && a.model === b.model && a.state === b.state;
  const equal = calm.trials.filter((trial, at) => same(trial, stormy.trials[at])).length;
  const [one, other] = [modelOf(calm.run), modelOf(stormy.run)];
  const figure = `${stormy.kills} kills, ${equal} of ${calm.trials.length} trials equal, ${one === other ? 'the same' : 'another'} model`;
  const note = `${calm.seconds.toFixed(0)} s undisturbed, ${stormy.seconds.toFixed(0)} s with kills; model ${one.slice(0, 12)}`;
  const pass = one === other && equal === calm.trials.length && stormy.kills > 0;
  return checked({ ...killed, figure, pass, note });
}

function modelOf(run: RunShape): string {
  // Its trials bear the id of the drawn step, too, which alone has the table of all of them.
  const model = run.steps.find(({ step, outputs }) => step === 'find' && outputs.trials !== undefined)?.outputs.model;
  if (model === undefined) throw new Error('a search has ended without a model');
  return model;
}

function checkCores({ cores: used, seconds, trials }: Ended): Check {
  const figure = `${used.ours.toFixed(2)} cores, others ${used.others.toFixed(2)}`;
  const perTrial = (seconds / Math.max(1, trials.length)).toFixed(2);
  const note = `${trials.length} trials in ${seconds.toFixed(0)} s, ${perTrial} s each; ${os.cpus().length} cores`;
  if (used.others > otherLoad * os.cpus().length)
    return skipped({ ...cores, note: `${figure}: the machine was not quiet; ${note}` });
  return checked({ ...cores, figure, pass: used.ours >= wantedCores, note });
}

function checkBudget({ seconds, trials }: Ended, minutes: number): Check {
  const longest = Math.max(0, ...trials.map((trial) => trial.seconds ?? 0));
  const done = trials.filter(({ state }) => state === 'done').length;
  const figure = `${seconds.toFixed(0)} s, longest trial ${longest.toFixed(1)} s`;
  const note = `${done} trials done, ${trials.length - done} not begun`;
  // A little for starting the run and deciding it.
  return checked({ ...budget, figure, pass: seconds <= minutes * 60 + longest + 10, note });
}
