import { hostname } from 'node:os';
import type { Database } from '@millrace/db';
import type { OutputRecord, StepContext } from '@millrace/db/protocol';
import { isTakenApart } from '@millrace/pipeline-core/plan';
import { environmentLine, type RunSpec, runSpecSchema } from '@millrace/pipeline-core/run';
import type { ChildOutput, StepEvent, StepRequest } from '../child/protocol';
import type { GuestGrant } from '../guests/guest-grant';
import type { Logger } from '../logger';
import { scrubber, scrubValue } from '../outside/scrub';
import { type AttemptFolder, makeAttemptFolder } from './attempt-folder';
import type { ChildFailure } from './child-errors';
import type { ChildPool } from './child-pool';
import { type CutLate, cutLateTrial } from './cut-late-trial';
import { finishInTime } from './finish-in-time';
import { idleParts } from './idle-parts';
import type { ArtifactFiles, GrantOutside, StepHandler, StepJob, StepReport } from './interfaces';
import { type Checkpoints, openCheckpoints } from './keep-checkpoint';
import { loadContext, prepareInputs } from './prepare-step';
import { putArtifacts } from './put-artifact';
import { retryCall } from './retry-call';
import { skipPart } from './skip-part';
import { fingerprintOf, type KnownCode } from './step-fingerprint';
import { stepLimits } from './step-limits';
import { type Cores, stepThreads } from './step-threads';
import { stopPoorTrial } from './stop-poor-trial';
import { trialThatDied } from './trial-that-died';

export type ExecuteOptions = KnownCode & {
  db: Database;
  files: ArtifactFiles;
  pool: ChildPool;
  /** Attempt folders are made here. */
  folder: string;
  /** Cores of this machine, and what a slot's share of them is. */
  cores: Pick<Cores, 'cores' | 'share'>;
  /** What a step that reads from outside is given. */
  grantOutside: GrantOutside;
  /** The Python environments of this worker; null: none, and it leases no step that needs one. */
  guests: GuestGrant | null;
  logger: Logger;
};

/** The handler of production: looks for an equal earlier result, else runs the step in a child and stores what it made. */
export function childStepHandler(options: ExecuteOptions): StepHandler {
  let running = 0;
  return async (job) => {
    running += 1;
    try {
      return await useOrExecute(options, job, () => running);
    } finally {
      running -= 1;
    }
  };
}

async function useOrExecute(options: ExecuteOptions, job: StepJob, running: () => number): Promise<StepReport> {
  const spec = runSpecSchema.parse(job.step.spec);
  const stopped = () => job.signal.aborted;
  const mark = fingerprintOf(options, job.step, spec);
  const asked = { db: options.db, step: job.step, spec, fingerprint: spec.force || isTakenApart(spec) ? null : mark };
  const context = await retryCall(() => loadContext(asked), stopped);
  if (context.cached !== null) return { outcome: 'cached', outputs: context.cached.map(recordOf) };
  const now = Date.now() + context.clockAhead;
  const idle = skipPart(spec, { inputs: job.step.inputs, context, now });
  if (idle !== null) {
    const { projectId } = context;
    const alsoEnds =
      idle.over === null ? [] : await idleParts({ ...options, step: job.step, spec, projectId, over: idle.over, now });
    const outputs = await putArtifacts(options.files, idle.outputs, options.folder);
    const kept = idle.repeats && mark !== null ? { fingerprint: mark } : {};
    return { outcome: 'succeeded', outputs, ...kept, ...(alsoEnds.length === 0 ? {} : { alsoEnds }) };
  }
  const folder = await makeAttemptFolder(options.folder, job.step);
  try {
    return await execute({ ...options, job, spec, context, folder, mark, running });
  } finally {
    // Nobody waits for it: the result is on its way meanwhile.
    folder.remove().catch((error: unknown) => {
      options.logger.warn({ error: String(error), folder: folder.path }, 'the folder of an attempt was not removed');
    });
  }
}

/** An output that is there already: its record is not written again. */
function recordOf({ port, hash }: { port: string; hash: string }): OutputRecord {
  return { port, hash, bytes: 0, kind: '' };
}

/** What tells this process apart from another that may execute the step next time. */
const here = {
  host: hostname().replace(/\s/g, '-') || 'unknown',
  process: process.pid,
  node: process.versions.node,
  platform: `${process.platform} ${process.arch}`,
};

type Execution = Omit<ExecuteOptions, 'folder'> & {
  job: StepJob;
  spec: RunSpec;
  context: StepContext;
  folder: AttemptFolder;
  mark: string | null;
  running: () => number;
};

async function execute(execution: Execution): Promise<StepReport> {
  const { job, spec, folder, files } = execution;
  const checkpoints = await checkpointsOf(execution);
  const facts = execution.stepTypes.find(({ type }) => type === spec.type);
  const alone = facts?.ownProcess === true;
  const prepared = await prepareInputs({ ...execution, step: job.step, copy: facts?.foreignCode === true });
  const outside =
    facts?.outside === true
      ? await execution.grantOutside({
          projectId: execution.context.projectId,
          spec,
          folder: folder.path,
          signal: job.signal,
        })
      : null;
  const scrub = scrubber(outside?.secret ?? null);
  const code = execution.codeHashOf(spec.type);
  const request: StepRequest = {
    kind: 'step',
    id: `${job.step.runId}-${job.step.idx}-${job.step.token}`,
    spec,
    ...prepared,
    folder: folder.path,
    // Asked last: steps leased together have all begun by now, and share the cores.
    threads: stepThreads(facts, { ...execution.cores, running: execution.running() }),
    memoryMegabytes: spec.limits.megabytes,
    clockAhead: execution.context.clockAhead,
    ...(job.step.queue === 'gpu' ? { device: 'gpu' as const } : {}),
    ...(execution.guests === null ? {} : { guests: execution.guests }),
    ...(code === undefined ? {} : { code }),
    ...(checkpoints === null ? {} : { checkpoint: checkpoints.request }),
    ...(outside === null ? {} : { outside }),
  };
  const { progress } = job;
  const { context } = execution;
  const now = Date.now() + context.clockAhead;
  const asked = finishInTime(spec, { inputs: job.step.inputs, context, asked: job.finish, now });
  const late = cutLateTrial({ ...execution, over: asked, inRounds: facts?.inRounds === true });
  const { finish, points } = stopPoorTrial({ ...execution, asked });
  const log: StepJob['log'] = (level, text) => job.log(level, scrub(text));
  log('debug', environmentLine({ ...here, threads: request.threads, megabytes: request.memoryMegabytes }));
  const watched = {
    signal: late.signal,
    finish,
    log,
    progress,
    points,
    ...(checkpoints === null ? {} : { keep: checkpoints.keep }),
  };
  const run = { request, place: spec.title, ...stepLimits(spec, facts), ...watched };
  const end = await execution.pool.run(run, { alone }).finally(late.close);
  if (!end.ok) {
    const trial = trialWithoutModel(execution, { end, late });
    if (trial !== null) {
      const outputs = await putArtifacts(files, trial.outputs, folder.path);
      return { outcome: 'succeeded', outputs, events: trial.events };
    }
    return { outcome: 'failed', error: scrubValue(end.error, scrub), retryable: end.retryable };
  }
  const outputs = await putArtifacts(files, end.answer.outputs, folder.path);
  return {
    outcome: 'succeeded',
    outputs,
    events: end.answer.events,
    ...(execution.mark === null || end.answer.repeats === false ? {} : { fingerprint: execution.mark }),
    async committed(places) {
      await removeSurplus(files, outputs, places);
      if (places !== null) await checkpoints?.ended();
    },
  };
}

/** What came of a trial that did not answer: its search was over, or its process was ended. Null where that fails the step. */
function trialWithoutModel(
  { job, spec, context }: Execution,
  { end, late }: { end: ChildFailure; late: CutLate },
): { outputs: ChildOutput[]; events: StepEvent[] } | null {
  if (job.signal.aborted) return null;
  const cut = late.outcome();
  if (cut !== null) return { outputs: [cut], events: [] };
  return trialThatDied(spec, { ...end, lastAttempt: context.lastAttempt });
}

/** Null for a step that keeps no states: it does not learn round by round, or its result may not be shared either. */
async function checkpointsOf(execution: Execution): Promise<Checkpoints | null> {
  const { job, spec, context, mark, stepTypes } = execution;
  const facts = stepTypes.find(({ type }) => type === spec.type);
  if (facts?.inRounds !== true || mark === null) return null;
  const key = { step: job.step, projectId: context.projectId, fingerprint: mark, force: spec.force };
  return openCheckpoints({ ...execution, ...key, stopped: () => job.signal.aborted });
}

/** Our copy of content that existed is deleted; a result that was not accepted leaves its files to the sweep. */
async function removeSurplus(
  files: ArtifactFiles,
  outputs: OutputRecord[],
  places: Record<string, string> | null,
): Promise<void> {
  if (places === null) return;
  for (const { hash, location } of outputs) {
    if (location !== undefined && places[hash] !== location) await files.remove(location);
  }
}
