import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkInvariants } from '@millrace/db/protocol';
import { type RunShape, runShape } from '@millrace/pipeline-core/api';
import pg from 'pg';
import { z } from 'zod';
import { callApi } from '../bench/api';
import { adultTable } from '../bench/deploy-adult';
import { childrenOf } from '../bench/machine';
import type { OwnProduct } from '../bench/own-product';
import { deleteQueueRows } from '../faults/delete-queue-rows';
import { parentOf, sendSignal } from '../processes';
import { createApiClient } from '../quickstart/api-client';
import { projectKey } from '../quickstart/project-key';
import { attempt, type Check, checked, skipped } from './check';
import type { VerifyContext } from './context';

const part = 'kills';
const bar = 'the run succeeds, no step twice';
const project = 'Kills';
/** Done before the blow: early enough that most of the work is still to come. */
const stepsBefore = 5;
const patienceMs = 180_000;
const settleMs = 3_000;

type Pool = pg.Pool;
type Blow = { name: string; strike(product: OwnProduct, pool: Pool): Promise<void> };

const blows: Blow[] = [
  { name: 'kill -9 of the worker', strike: async (product) => kill(product.pids().worker) },
  { name: 'kill -9 of the children', strike: killChildren },
  { name: 'kill -9 of web', strike: async (product) => kill(product.pids().web) },
  { name: 'kill -9 of Postgres', strike: (_, pool) => killPostgres(pool) },
  { name: 'all BullMQ rows deleted', strike: (_, pool) => emptyQueues(pool) },
];

/** A run of the starter pipeline on adult per blow: each must end well, with every candidate, its endpoint, no step twice. */
export async function verifyKills(context: VerifyContext): Promise<Check[]> {
  const claims = blows.map(({ name }) => ({ part, claim: `${name} in mid-run`, bar }));
  if (!existsSync(adultTable)) return claims.map((claim) => skipped({ ...claim, note: `${adultTable} is absent` }));
  const product = await context.product();
  const pool = new pg.Pool({ connectionString: product.databaseUrl, max: 2 });
  pool.on('error', () => undefined); // the server is killed on purpose
  try {
    const checks: Check[] = [];
    for (const blow of blows) {
      context.log(`${blow.name} in mid-run`);
      const claim = { part, claim: `${blow.name} in mid-run`, bar };
      checks.push(...(await attempt(claim, async () => [await strikeOnce({ blow, product, pool })])));
    }
    return [...checks, ...(await verifyInvariants(pool))];
  } finally {
    await pool.end();
  }
}

async function strikeOnce({ blow, product, pool }: { blow: Blow; product: OwnProduct; pool: Pool }): Promise<Check> {
  const { key } = await projectKey(product, project);
  const client = createApiClient({ webUrl: product.webUrl, key });
  const api = callApi({ webUrl: product.webUrl, key });
  const dataset = await client.upload(adultTable, 'adult');
  const starter = { dataset: dataset.id, target: 'income', name: blow.name, seed: 20 };
  const { pipeline } = await client.createStarter(starter);
  const { id } = await api.call(runShape, `/pipelines/${pipeline}/runs`, { force: 'all' });
  const before = await waitUntil(() => client.run(id), isHalfway);
  await blow.strike(product, pool);
  const struck = performance.now();
  const run = await waitUntil(
    () => client.run(id),
    ({ status }) => status !== 'running',
  );
  const seconds = (performance.now() - struck) / 1000;
  const candidates = await waitUntil(
    () => client.candidates(id),
    (items) => run.status !== 'succeeded' || items.some(({ best }) => best),
  );
  const { endpoint } = await waitUntil(
    () => client.endpointOfRun(id),
    (found) => run.status !== 'succeeded' || found.endpoint !== null,
  );
  const twice = await committedTwice(pool, id);
  const figure = `${run.status} ${seconds.toFixed(1)} s after, ${candidates.length} candidates, ${twice} twice`;
  const whole = run.status === 'succeeded' && candidates.length === 3 && endpoint !== null;
  const done = before.steps.filter(isDone).length;
  const note = `${done} of ${before.steps.length} steps were done when it struck`;
  return checked({ part, claim: `${blow.name} in mid-run`, bar, figure, pass: whole && twice === 0, note });
}

function isHalfway(run: RunShape): boolean {
  if (run.status !== 'running') throw new Error(`the run ended ${run.status} before anything struck it`);
  return run.steps.filter(isDone).length >= stepsBefore && run.steps.some(({ status }) => status === 'running');
}

function isDone({ status }: RunShape['steps'][number]): boolean {
  return status === 'succeeded' || status === 'cached';
}

/** Asks until the answer is as wished; what the blow has taken away (web, the database) is asked again. */
async function waitUntil<T>(ask: () => Promise<T>, isWished: (answer: T) => boolean): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const answer = await ask().catch((error: unknown) => {
      if (Date.now() > end) throw error;
      return null;
    });
    if (answer !== null && isWished(answer)) return answer;
    if (Date.now() > end)
      throw new Error(`nothing came for ${patienceMs / 1000} s: ${JSON.stringify(answer).slice(0, 300)}`);
    await sleep(100);
  }
}

function kill(pid: number | undefined): void {
  if (pid === undefined) throw new Error('there is no such process to kill');
  sendSignal(pid, 'SIGKILL');
}

async function killChildren(product: OwnProduct): Promise<void> {
  const { worker } = product.pids();
  const children = worker === undefined ? [] : childrenOf(worker);
  if (children.length === 0) throw new Error('the worker has no children to kill');
  for (const child of children) kill(child);
}

/** The server itself: the parent of the process that answers us. */
async function killPostgres(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() pid');
  kill(parentOf(rows[0]?.pid ?? 0) ?? undefined);
}

async function emptyQueues(pool: Pool): Promise<void> {
  const tables = await deleteQueueRows(async (text) => (await pool.query(text)).rows);
  if (tables === 0) throw new Error('the queue has no tables here');
}

const countSchema = z.object({ n: z.number() });

async function committedTwice(pool: Pool, run: string): Promise<number> {
  const { rows } = await pool.query(
    `select count(*)::int n from (select 1 from run_event where run_id = $1 and kind in ('succeeded', 'cached')
     group by idx having count(*) > 1) twice`,
    [run],
  );
  return countSchema.parse(rows[0]).n;
}

async function verifyInvariants(pool: Pool): Promise<Check[]> {
  const claim = { part, claim: 'invariants of the run protocol after all of these', bar: '0 broken' };
  await sleep(settleMs);
  return attempt(claim, async () => {
    const broken = await checkInvariants(pool, { settled: true });
    const note = broken.map(({ invariant, subject }) => `${invariant}: ${subject}`).join('; ');
    return [
      checked({
        ...claim,
        figure: `${broken.length} broken`,
        pass: broken.length === 0,
        ...(note === '' ? {} : { note }),
      }),
    ];
  });
}
