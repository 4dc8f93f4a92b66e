import { createHash, randomUUID } from 'node:crypto';
import { appendStepLogs, createPipeline, startRun } from '@millrace/db';
import { finish, hello, lease, type OutputRecord } from '@millrace/db/protocol';
import { emptyDocument } from '@millrace/pipeline-core/document';
import { expressionVersion } from '@millrace/pipeline-core/expression';
import { featureSetId } from '@millrace/pipeline-core/features';
import { type PipelineId, type RunId, workerIdSchema } from '@millrace/pipeline-core/ids';
import { canonicalJson, type Json } from '@millrace/pipeline-core/json';
import { environmentLine, runStepSchema } from '@millrace/pipeline-core/run';
import { beforeEach, expect, it } from 'vitest';
import { db, makeContext, withTestServer } from '../testing/test-server';
import type { ProjectContext } from '../use-case';
import { whyFailedUseCase } from './why-failed';

withTestServer();
let context: ProjectContext;
let pipeline: PipelineId;
beforeEach(async () => {
  context = await makeContext(db, 'engineer');
  const projectId = context.project.id;
  pipeline = (await createPipeline(db, { projectId, name: 'p', document: emptyDocument, createdBy: 'ann' })).id;
});

const sha = (text: string) => createHash('sha256').update(text).digest('hex');
const column = (name: string, sqlType: string, type: string) => ({ name, type, role: 'feature', sqlType });

/** A table without rows anywhere: only what is said about it. */
function table(columns: Json[]): OutputRecord[] {
  const plan = { v: 1 as const, expressionVersion, source: [], nodes: [] };
  const meta: Json = { v: 1, rows: 90, columns, plan, featureSetId: featureSetId(plan) };
  const text = canonicalJson(meta);
  return [
    { port: 'table', kind: 'table', hash: sha(`table ${text}`), bytes: 9, location: `a/${sha(text)}` },
    { port: 'table.meta', kind: 'table-meta', hash: sha(text), bytes: text.length, inline: meta },
  ];
}

const error = {
  ...{ code: 'column-missing', family: 'pipeline', place: 'Sort › order by', seen: 'no column “age”' },
  ...{ expected: 'a column', next: 'Choose another.', message: 'There is no column “age”.' },
};

type Drawn = { keep: string[]; rows: OutputRecord[]; fails?: boolean; host: string };

/** Two steps, the second of which reads what the first lets through. */
async function run({ keep, rows, fails = false, host }: Drawn): Promise<RunId> {
  const shared = { v: 1, version: 1, seed: 1, limits: { seconds: 60, megabytes: 256 } };
  const specs = [
    { ...shared, step: 'select', title: 'Select', type: 'select-columns', params: { keep }, inputs: {} },
    {
      ...shared,
      step: 'sort',
      title: 'Sort',
      type: 'sort-rows',
      params: {},
      inputs: { table: [{ idx: 0, port: 'table' }] },
    },
  ];
  const steps = specs.map((spec, idx) => runStepSchema.parse({ idx, queue: 'cpu', max_attempts: 1, spec }));
  const start = { projectId: context.project.id, pipelineId: pipeline, requestKey: randomUUID(), startedBy: 'ann' };
  const { runId } = await startRun(db, { ...start, plan: null, steps, edges: [[0, 1]] });
  await db.pool.query(`update step_run set status = 'held' where status = 'ready' and run_id <> $1`, [runId]);
  const workerId = workerIdSchema.parse(randomUUID());
  await hello(db.pool, { workerId, leaseMs: 60_000 });
  for (const idx of [0, 1]) {
    const [step] = (await lease(db.pool, { workerId, queue: 'cpu', count: 1 })).steps;
    const own = { runId, idx, token: step?.token ?? 0 };
    const failed = fails && idx === 1;
    const result = failed
      ? { ...own, outcome: 'failed' as const, error }
      : { ...own, outcome: 'succeeded' as const, outputs: idx === 0 ? rows : table([]) };
    await finish(db.pool, { workerId, results: [result], proceed: false });
    const text = environmentLine({ host, node: '24.1.0', platform: 'linux x64', threads: 1, megabytes: 256 });
    await appendStepLogs(db, [{ runId, idx, attempt: 1, at: new Date(), level: 'debug', text }]);
  }
  return runId;
}

const [age, plan] = [column('age', 'BIGINT', 'integer'), column('plan', 'VARCHAR', 'text')];

it('holds a failed step against the last run in which it worked', async () => {
  await run({ keep: ['age', 'plan'], rows: table([age, plan]), host: 'alpha' });
  const good = await run({ keep: ['age', 'plan'], rows: table([age, plan]), host: 'alpha' });
  await run({ keep: ['plan'], rows: table([plan]), host: 'alpha', fails: true });
  const bad = await run({ keep: ['plan'], rows: table([plan]), host: 'beta', fails: true });
  const { worked, suspects } = await whyFailedUseCase.run(context, { run: bad, idx: 1 });
  expect(worked).toMatchObject({ run: good, number: 2 });
  expect(suspects.map(({ kind, likelihood }) => [kind, likelihood])).toEqual([
    ['upstream', 'likely'],
    ['columns', 'likely'],
    ['machine', 'unlikely'],
  ]);
  expect(suspects[0]?.title).toBe('Before it, “Select” changed.');
  expect(suspects[1]?.details).toEqual(['“age” is gone.']);
});

it('says nothing of a step that never worked, or that did not fail, and knows no runs of others', async () => {
  const bad = await run({ keep: ['plan'], rows: table([plan]), host: 'beta', fails: true });
  const nothing = { worked: null, suspects: [] };
  expect(await whyFailedUseCase.run(context, { run: bad, idx: 1 })).toEqual(nothing);
  expect(await whyFailedUseCase.run(context, { run: bad, idx: 0 })).toEqual(nothing);
  const stranger = await makeContext(db, 'engineer');
  await expect(whyFailedUseCase.run(stranger, { run: bad, idx: 1 })).rejects.toThrow(/does not exist/);
});
