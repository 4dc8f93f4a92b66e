import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { askStep, listOutputs, listStepLogs } from '@millrace/db';
import { checkInvariants } from '@millrace/db/protocol';
import { makeProject, type TestDatabase } from '@millrace/db/testing';
import type { ProjectId, RunId } from '@millrace/pipeline-core/ids';
import { trialOutcomeSchema } from '@millrace/pipeline-core/search';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { testProgram } from '../testing/test-program';
import { until } from '../testing/until';
import { startTestExecution, type TestExecution } from './testing/test-execution';
import { endOfRun, startTestRun, type TestStep } from './testing/test-run';

const childPath = testProgram('execution/testing/trial-child.ts');
/** Types that the build knows the code of; the child does what it is told. */
const [type, baseline, decides] = ['k-nearest-neighbours', 'baseline', 'search'];
let worker: TestExecution;
let test: TestDatabase;
let projectId: ProjectId;

beforeAll(async () => {
  const facts = { version: 1, cacheable: true, ownProcess: false, foreignCode: false, team: false, outside: false };
  worker = await startTestExecution({
    name: 'cut-late',
    childPath,
    stepTypes: [type, baseline, decides].map((one) => ({ type: one, ...facts })),
    settings: { slots: { cpu: 3 }, beatMs: 200 },
    megabytes: 256,
  });
  ({ test } = worker);
}, 60_000);
afterAll(async () => {
  await worker.execution.stop();
  expect(await checkInvariants(test.db.pool, { settled: true })).toEqual([]);
  await worker.clean();
});
beforeEach(async () => {
  projectId = (await makeProject(test.db)).id;
});

/** A file whose being there ends a trial. */
const file = (name: string) => join(worker.folder, `${projectId}-${name}`);

/** A search whose clock, trials and end are steps 0, 1… and the last; each trial is done when its file is there. */
function search(o: { seconds: number; doneBy: readonly string[]; types?: readonly string[] }): Promise<RunId> {
  const { seconds, doneBy, types = [] } = o;
  const own = { step: 'find' as TestStep['step'] & string }; // a brand that only the schema gives
  const trials = doneBy.map((path, trial): TestStep => {
    const inputs = { deadline: [{ idx: 0, port: 'deadline' }] };
    return { ...own, type: types[trial] ?? type, trial, title: `Trial ${trial}`, params: { doneBy: path }, inputs };
  });
  const last = trials.length + 1;
  return startTestRun(test.db, {
    projectId,
    steps: [
      { ...own, type: decides, params: { seconds } },
      ...trials,
      { ...own, type: decides, params: {}, inputs: {} },
    ],
    edges: trials.flatMap((_, at): [number, number][] => [
      [0, at + 1],
      [at + 1, last],
    ]),
  });
}

async function outcomesOf(runId: RunId) {
  const outputs = await listOutputs(test.db, { runId });
  return outputs
    .filter(({ port }) => port === 'trial')
    .map(({ artifact }) => trialOutcomeSchema.parse(artifact.inline))
    .sort((a, b) => a.number - b.number)
    .map(({ state, why, begun }) => [state, why, begun]);
}

const linesWith = (runId: RunId, text: string, count: number) =>
  until(
    async () => (await listStepLogs(test.db, { runId })).filter((line) => line.text.includes(text)).length >= count,
    {
      what: `${count} lines with "${text}"`,
      limitMs: 60_000,
    },
  );

it('a search whose time is up ends with the trial that is done: one that would go on for ever is cut off', async () => {
  await writeFile(file('quick'), '');
  const run = await search({ seconds: 12, doneBy: [file('quick'), file('never')] });
  expect((await endOfRun(test.db, run, { limitMs: 60_000 })).status).toBe('succeeded');
  expect(await outcomesOf(run)).toEqual([
    ['done', undefined, undefined],
    ['skipped', 'time', true],
  ]);
  // What was cut off is no result: an equal trial is fitted again.
  const { rows } = await test.db.pool.query('select count(*)::int as kept from step_cache where project_id=$1', [
    projectId,
  ]);
  expect(rows).toEqual([{ kept: 1 }]);
}, 90_000);

it('while none is done they go on and say so, and the first that is done ends the others', async () => {
  const run = await search({ seconds: 3600, doneBy: [file('never'), file('first')] });
  await linesWith(run, 'begins', 3);
  const ask = { projectId, runId: run, step: 'find', kind: 'finish', actor: 'someone' } as const;
  expect(await askStep(test.db, ask)).toBe('asked');
  await linesWith(run, 'none of its trials is done', 2);
  await writeFile(file('first'), '');
  expect((await endOfRun(test.db, run, { limitMs: 60_000 })).status).toBe('succeeded');
  expect(await outcomesOf(run)).toEqual([
    ['skipped', 'asked', true],
    ['done', undefined, undefined],
  ]);
}, 200_000);

it('a baseline that is done ends no search: its one kind of model goes on', async () => {
  const doneBy = [file('baseline'), file('model')];
  const run = await search({ seconds: 3600, doneBy, types: [baseline, type] });
  await linesWith(run, 'begins', 3);
  await writeFile(file('baseline'), '');
  await until(async () => (await outcomesOf(run)).length > 0, { what: 'the baseline', limitMs: 60_000 });
  const ask = { projectId, runId: run, step: 'find', kind: 'finish', actor: 'someone' } as const;
  expect(await askStep(test.db, ask)).toBe('asked');
  await linesWith(run, 'none of its trials is done (a baseline does not count)', 1);
  await writeFile(file('model'), '');
  expect((await endOfRun(test.db, run, { limitMs: 60_000 })).status).toBe('succeeded');
  expect((await outcomesOf(run)).map(([state]) => state)).toEqual(['done', 'done']);
}, 200_000);

it('a trial of another search of the run is nothing to end with', async () => {
  await writeFile(file('quick'), '');
  const trial = { type, trial: 0, title: 'Trial' };
  const run = await startTestRun(test.db, {
    projectId,
    steps: [
      { ...trial, params: { doneBy: file('quick') } },
      { ...trial, params: { doneBy: file('later') } },
    ],
  });
  await linesWith(run, 'begins', 2);
  expect(await askStep(test.db, { projectId, runId: run, step: 's1', kind: 'finish', actor: 'someone' })).toBe('asked');
  await linesWith(run, 'none of its trials is done', 1);
  await writeFile(file('later'), '');
  expect((await endOfRun(test.db, run, { limitMs: 60_000 })).status).toBe('succeeded');
  expect((await outcomesOf(run)).map(([state]) => state)).toEqual(['done', 'done']);
}, 200_000);
