import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { checkInvariants, replayRun } from '@millrace/db/protocol';
import { runIdSchema } from '@millrace/pipeline-core/ids';
import type { HarnessDatabase } from './harness-database';
import type { RandomRun } from './random-run';

export type StartedRun = RandomRun & { id: string; cancelled: boolean };

type StepRow = { idx: number; status: string; error: { code?: string } | null };
type OutputRow = { idx: number; port: string; hash: string };

/** Everything that is not as it must be after the faults, in words; empty is good. */
export async function checkResults(options: {
  database: HarnessDatabase;
  runs: readonly StartedRun[];
  store: string;
}): Promise<string[]> {
  const { database, runs, store } = options;
  const broken = await checkInvariants(database.pool(), { settled: true, oneQueue: true });
  const found = broken.map(({ invariant, subject }) => `${invariant}: ${subject}`);
  for (const run of runs) found.push(...(await checkRun(database, run)));
  found.push(...(await checkFiles(database, store)));
  found.push(...(await checkServerLog(database)));
  return found;
}

async function checkRun(database: HarnessDatabase, run: StartedRun): Promise<string[]> {
  const steps = await database.query<StepRow>('select idx, status, error from step_run where run_id=$1 order by idx', [
    run.id,
  ]);
  const outputs = await database.query<OutputRow>(
    `select idx, port, hash from artifact_use where run_id=$1 and dir='out'`,
    [run.id],
  );
  const events = await database.query<{ n: number }>(
    `select count(*)::int n from outbox where topic='run-finished' and key=$1`,
    [run.id],
  );
  const found = [...checkStatuses(run, steps), ...checkHashes(run, steps, outputs)];
  const untold = await replayRun(database.pool(), runIdSchema.parse(run.id));
  found.push(...untold.map((difference) => `${run.key}: ${difference}`));
  if (events[0]?.n !== 1) found.push(`${run.key} told its end ${events[0]?.n} times`);
  return found;
}

/** A step fails when its plan says so, or when three workers died with it; nothing is left open. */
function checkStatuses(run: StartedRun, steps: StepRow[]): string[] {
  const found: string[] = [];
  for (const { idx, status, error } of steps) {
    const plan = run.steps[idx];
    const lost = error?.code === 'worker-lost';
    if (status === 'failed' && plan?.fails !== true && !lost)
      found.push(`${run.key} step ${idx} failed without a reason`);
    if (status === 'succeeded' && plan?.fails === true)
      found.push(`${run.key} step ${idx} succeeded although it fails always`);
    if (status === 'cancelled' && !run.cancelled && run.options.on_failure !== 'stop')
      found.push(`${run.key} step ${idx} was cancelled by nobody`);
    if (!['succeeded', 'failed', 'skipped', 'cancelled'].includes(status))
      found.push(`${run.key} step ${idx} ended as ${status}`);
  }
  if (steps.length !== run.steps.length)
    found.push(`${run.key} has ${steps.length} steps instead of ${run.steps.length}`);
  return found;
}

/** Recomputes every output from the plan alone, parents first, and compares hashes. */
function checkHashes(run: StartedRun, steps: StepRow[], outputs: OutputRow[]): string[] {
  const recorded = new Map(outputs.map(({ idx, port, hash }) => [`${idx} ${port}`, hash]));
  const expected = new Map<string, string>();
  for (const { idx, status } of steps) {
    const plan = run.steps[idx];
    if (status !== 'succeeded' || plan === undefined) continue;
    const parents = run.edges.filter(([, child]) => child === idx).map(([parent]) => parent);
    const inputs = parents.flatMap((from) =>
      ['file', 'note'].map((port) => `${from} ${port} ${expected.get(`${from} ${port}`)}`),
    );
    const head = [`seed ${plan.seed}`, ...inputs.sort()].join('\n');
    expected.set(`${idx} file`, sha256(head.padEnd(plan.bytes, `\n${sha256(head)}`)));
    expected.set(`${idx} note`, sha256(JSON.stringify({ seed: plan.seed % 5 })));
  }
  const keys = new Set([...recorded.keys(), ...expected.keys()]);
  return [...keys]
    .filter((key) => recorded.get(key) !== expected.get(key))
    .map((key) => `${run.key} output ${key} is not what its plan gives`);
}

/** Every recorded file is there and has the content its hash says. */
async function checkFiles(database: HarnessDatabase, store: string): Promise<string[]> {
  const rows = await database.query<{ hash: string; location: string }>(
    `select hash, location from artifact where location is not null and state='live'`,
  );
  const found: string[] = [];
  for (const { hash, location } of rows) {
    const content = await readFile(path.join(store, location)).catch(() => null); // a missing file is a finding
    if (content === null) found.push(`the file of ${hash} is missing`);
    else if (createHash('sha256').update(content).digest('hex') !== hash)
      found.push(`the file of ${hash} has another content`);
  }
  return found;
}

async function checkServerLog(database: HarnessDatabase): Promise<string[]> {
  const log = await readFile(path.join(database.folder, 'postgres.log'), 'utf8');
  const lines = log.split('\n').filter((line) => /deadlock detected|40P01|idle-in-transaction/.test(line));
  return lines.map((line) => `server log: ${line}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
