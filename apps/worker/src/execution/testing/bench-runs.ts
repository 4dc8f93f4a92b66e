// The program of the orchestration bench: one worker process that starts runs and tells how long each took.
// Argument: JSON with url, folder, slots, and childPath (null: steps that do nothing, in this process).
// One JSON line in, one out.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDatabase } from '@millrace/db';
import { makeProject } from '@millrace/db/testing';
import { z } from 'zod';
import { createArtifactStore } from '../../data/artifact-store';
import { answerLines } from '../../testing/answer-lines';
import { createQuietLogger } from '../../testing/quiet-logger';
import type { StepJob, StepReport } from '../interfaces';
import { defaultSettings, type ExecutionSettings } from '../settings';
import { startExecution } from '../start-execution';
import { startLeasing } from '../start-leasing';
import { sha256, startTestRun } from './test-run';

const argumentSchema = z.object({
  url: z.string(),
  folder: z.string(),
  slots: z.number().int(),
  childPath: z.string().nullable(),
});
const requestSchema = z.object({ shape: z.enum(['chain', 'fan']), steps: z.number().int().positive() });
const countsSchema = z.object({ recorded: z.number(), status: z.string() });
const fileBytes = 4096;
/** Looking for the end must not slow what is looked at: often only once the last step has begun. */
const rarePollMs = 10;
const oftenPollMs = 2;

const { url, folder, slots, childPath } = argumentSchema.parse(JSON.parse(process.argv[2] ?? ''));
const db = createDatabase(url, { max: 10 });
const files = await createArtifactStore(join(folder, 'artifacts'));
const project = await makeProject(db);
let lastIdx = -1;
let lastBegan: () => void = () => undefined;
const logger = createQuietLogger();
// A full disk or memory of the machine is no part of what is measured.
const roomy = { leastFreeBytes: 0, mostMemoryShare: 1 };
const stop = await (childPath === null ? startDoingNothing() : startChildren(childPath));

async function startDoingNothing(): Promise<() => Promise<void>> {
  const settings: ExecutionSettings = { ...defaultSettings, ...roomy, slots: { cpu: slots } };
  const handler = async ({ step }: StepJob): Promise<StepReport> => {
    if (step.idx === lastIdx) lastBegan();
    const hash = sha256(`${step.runId} ${step.idx}`);
    return { outcome: 'succeeded', outputs: [{ port: 'value', kind: 'json', hash, bytes: 1, inline: step.idx }] };
  };
  const leasing = await startLeasing({ url, db, handler, settings, files: null, logger, onFatal });
  return leasing.stop;
}

async function startChildren(path: string): Promise<() => Promise<void>> {
  const execution = await startExecution({
    url,
    db,
    files,
    folder: join(folder, 'attempts'),
    childPath: path,
    stepTypes: [
      {
        ...{ type: 'file', version: 1, cacheable: true },
        ...{ ownProcess: false, foreignCode: false, team: false, outside: false },
      },
    ],
    facts: { roles: ['execute'], version: 'bench', capabilities: {} },
    settings: { ...roomy, slots: { cpu: slots } },
    megabytes: 256,
    logger,
    onFatal,
  });
  return execution.stop;
}

function onFatal(error: unknown): void {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
}

/** Edges of a chain, or of one step that `steps` others follow and one that follows them all. */
function edgesOf({ shape, steps }: z.output<typeof requestSchema>): [number, number][] {
  if (shape === 'chain') return Array.from({ length: steps - 1 }, (_, at) => [at, at + 1]);
  const middle = Array.from({ length: steps }, (_, at) => at + 1);
  return middle.flatMap((at): [number, number][] => [
    [0, at],
    [at, steps + 1],
  ]);
}

async function measure(request: z.output<typeof requestSchema>) {
  const count = request.shape === 'chain' ? request.steps : request.steps + 2;
  const seed = Math.floor(Math.random() * 2 ** 31); // no run may find the results of an earlier one
  const steps = Array.from({ length: count }, () => ({ type: 'file', params: { bytes: fileBytes }, seed }));
  lastIdx = count - 1;
  const lastStep = new Promise<void>((resolve) => {
    lastBegan = resolve;
  });
  const begun = performance.now();
  const run = await startTestRun(db, { projectId: project.id, steps, edges: edgesOf(request) });
  if (childPath === null) await lastStep;
  for (;;) {
    const { rows } = await db.pool.query<{ status: string }>('select status from run where id=$1', [run]);
    if (rows[0]?.status !== 'running') break;
    await sleep(childPath === null ? oftenPollMs : rarePollMs);
  }
  const ms = performance.now() - begun;
  const { rows } = await db.pool.query(
    `select status, (select count(distinct idx)::int from artifact_use u where u.run_id=r.id and dir='out') recorded
     from run r where id=$1`,
    [run],
  );
  return { ms, ...countsSchema.parse(rows[0]) };
}

await answerLines(requestSchema, measure);
await stop();
process.exit(0);
