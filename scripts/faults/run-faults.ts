import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom, type SeededRandom } from '@millrace/pipeline-core/seeded-random';
import { checkResults, type StartedRun } from './check-results';
import { type Fault, injectFaults } from './fault-injector';
import { type HarnessDatabase, openHarnessDatabase } from './harness-database';
import { randomRun } from './random-run';
import { measureRecovery, type RecoveryReport } from './recovery';
import { startWorkers } from './worker-processes';

export type FaultsOptions = { runs: number; seed: number; log: (message: string) => void; keep?: boolean };

export type FaultsReport = {
  seed: number;
  runs: number;
  steps: number;
  ended: Record<string, number>;
  faults: Partial<Record<Fault, number>>;
  violations: string[];
  /** After kill -9 of a worker, in seconds. */
  recovery: RecoveryReport;
  seconds: number;
};

/** Tighter than the defaults, so that minutes show what would take hours. */
const settings = {
  slots: { cpu: 4 },
  leaseMs: 3_000,
  beatMs: 500,
  graceMs: 1_500,
  reconcileMs: 300,
  backoffMs: 100,
  backoffLimitMs: 1_000,
  leastFreeBytes: 0,
  mostMemoryShare: 1,
};
const workerCount = 4;
const openRuns = 10;
const projects = Array.from({ length: 3 }, () => randomUUID());
/** No run ended for this long: something is stuck. */
const patienceMs = 90_000;

/**
 * Runs random graphs on four workers while workers, connections and the database are killed and stopped, then checks
 * every run, step, event, lineage row and file against hashes computed independently.
 */
export async function runFaults(options: FaultsOptions): Promise<FaultsReport> {
  const start = performance.now();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'millrace-faults-'));
  await chmod(folder, 0o755); // root's Postgres runs under another account and must get in
  const store = path.join(folder, 'store');
  const random = createRandom(options.seed);
  const database = await openHarnessDatabase(path.join(folder, 'postgres'));
  await database.query('insert into project_limit (project_id, max_running, weight) values ($1, 5, 2)', [projects[0]]);
  const workers = await startWorkers({ count: workerCount, folder, argument: { url: database.url, store, settings } });
  const surroundings = {
    database,
    workers,
    random: createRandom(options.seed + 1),
    leaseMs: settings.leaseMs,
    log: options.log,
  };
  const injector = injectFaults(surroundings);
  try {
    const runs = await startRuns({ database, random, count: options.runs, log: options.log });
    const stuck = await waitForEnd(database, runs);
    await injector.stop();
    await sleep(settings.leaseMs + 1_000);
    const violations = [...stuck, ...workers.deaths, ...(await checkResults({ database, runs, store }))];
    return {
      seed: options.seed,
      runs: runs.length,
      steps: runs.reduce((sum, run) => sum + run.steps.length, 0),
      ended: await countEnds(database),
      faults: injector.counts,
      violations,
      recovery: await measureRecovery(database, { ...injector, graceMs: settings.graceMs }),
      seconds: Math.round((performance.now() - start) / 100) / 10,
    };
  } finally {
    await injector.stop();
    await workers.close();
    await database.close();
    if (options.keep) options.log(`kept ${folder}`);
    else await rm(folder, { recursive: true, force: true });
  }
}

type StartOptions = { database: HarnessDatabase; random: SeededRandom; count: number; log: (message: string) => void };

/** Keeps ten runs open until all have been started. */
async function startRuns({ database, random, count, log }: StartOptions): Promise<StartedRun[]> {
  const runs: StartedRun[] = [];
  while (runs.length < count) {
    if ((await openCount(database)) >= openRuns) {
      await sleep(50);
      continue;
    }
    const plan = randomRun(random, runs.length);
    const id = await startOnce(database, plan, random);
    const run = { ...plan, id, cancelled: false };
    runs.push(run);
    if (plan.cancelAfterMs !== null) cancelLater(database, run, plan.cancelAfterMs);
    if (runs.length % 25 === 0) log(`${runs.length} of ${count} runs started`);
  }
  return runs;
}

/** Sent twice now and then, as an impatient person would: the request key makes it one run. */
async function startOnce(
  database: HarnessDatabase,
  plan: ReturnType<typeof randomRun>,
  random: SeededRandom,
): Promise<string> {
  const steps = plan.steps.map((spec, idx) => ({ idx, queue: 'cpu', max_attempts: 4, spec }));
  const project = projects[random.int(projects.length)];
  const values = [project, plan.key, JSON.stringify(steps), JSON.stringify(plan.edges), JSON.stringify(plan.options)];
  const call = () => database.query<{ id: string }>('select mr_start($1,$2,$3,$4,$5)::text id', values);
  const [row] = await call();
  const [again] = random.int(10) === 0 ? await call() : [row];
  if (row === undefined || row.id !== again?.id)
    throw new Error(`one request key made two runs: ${row?.id} and ${again?.id}`);
  return row.id;
}

const cancels: Promise<void>[] = [];

function cancelLater(database: HarnessDatabase, run: StartedRun, ms: number): void {
  run.cancelled = true;
  cancels.push(sleep(ms).then(async () => void (await database.query('select mr_cancel($1)', [run.id]))));
}

async function openCount(database: HarnessDatabase): Promise<number> {
  const [row] = await database.query<{ n: number }>(`select count(*)::int n from run where status='running'`);
  return row?.n ?? 0;
}

/** Waits until every run is final. Answers what is stuck when nothing ends any more. */
async function waitForEnd(database: HarnessDatabase, runs: readonly StartedRun[]): Promise<string[]> {
  await Promise.all(cancels);
  let open = runs.length;
  let since = Date.now();
  for (;;) {
    const now = await openCount(database);
    if (now === 0) return [];
    if (now < open) since = Date.now();
    open = now;
    if (Date.now() - since > patienceMs) {
      const rows = await database.query<{ id: string }>(`select id::text from run where status='running'`);
      return rows.map(({ id }) => `run ${id} does not end`);
    }
    await sleep(100);
  }
}

async function countEnds(database: HarnessDatabase): Promise<Record<string, number>> {
  const rows = await database.query<{ status: string; n: number }>(
    'select status, count(*)::int n from run group by 1 order by 1',
  );
  return Object.fromEntries(rows.map(({ status, n }) => [status, n]));
}
