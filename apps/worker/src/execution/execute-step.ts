import { type Database, findCachedSteps, rememberStep } from '@millrace/db';
import { isRetryable, type LeasedStep, type OutputRecord, type StepContext } from '@millrace/db/protocol';
import { fingerprint, inputHashes } from '@millrace/pipeline-core/plan';
import { type RunSpec, runSpecSchema } from '@millrace/pipeline-core/run';
import type { StepRequest } from '../child/protocol';
import type { Logger } from '../logger';
import { type AttemptFolder, makeAttemptFolder } from './attempt-folder';
import type { ChildPool } from './child-pool';
import type { ArtifactFiles, StepHandler, StepJob, StepReport, StepTypeFacts } from './interfaces';
import { loadContext, prepareInputs } from './prepare-step';
import { putArtifacts } from './put-artifact';
import { retryCall } from './retry-call';

export type ExecuteOptions = {
  db: Database;
  files: ArtifactFiles;
  pool: ChildPool;
  /** Attempt folders are made here. */
  folder: string;
  threads: number;
  stepTypes: readonly StepTypeFacts[];
  /** Hash of the code that executes a step type. */
  codeHashOf: (type: string) => string | undefined;
  logger: Logger;
};

/** The handler of production: looks for an equal earlier result, else runs the step in a child and stores what it made. */
export function childStepHandler(options: ExecuteOptions): StepHandler {
  return async (job) => {
    const spec = runSpecSchema.parse(job.step.spec);
    const stopped = () => job.signal.aborted;
    const context = await retryCall(() => loadContext(options.db, job.step, spec), stopped);
    const mark = fingerprintOf(options, job.step, spec);
    const cached = mark === null || spec.force ? null : await lookUp(options, context, mark);
    if (cached !== null) return { outcome: 'cached', outputs: cached };
    const folder = await makeAttemptFolder(options.folder, job.step);
    try {
      return await execute({ ...options, job, spec, context, folder, mark });
    } finally {
      await folder.remove();
    }
  };
}

/** Null for a step whose result may not be shared: it acts outside, or it is not repeatable. */
function fingerprintOf(options: ExecuteOptions, step: LeasedStep, spec: RunSpec): string | null {
  const facts = options.stepTypes.find(({ type, version }) => type === spec.type && version === spec.version);
  const codeHash = options.codeHashOf(spec.type);
  if (facts?.cacheable !== true || codeHash === undefined) return null;
  const hashes = inputHashes(
    spec.inputs,
    step.inputs.map(({ from, port, hash }) => ({ idx: from, port, hash })),
  );
  return hashes === null ? null : fingerprint(spec, codeHash, hashes);
}

async function lookUp(options: ExecuteOptions, context: StepContext, mark: string): Promise<OutputRecord[] | null> {
  try {
    const found = await findCachedSteps(options.db, { projectId: context.projectId, fingerprints: [mark] });
    const outputs = found.get(mark)?.outputs;
    return outputs === undefined ? null : outputs.map(({ port, hash }) => ({ port, hash, bytes: 0, kind: '' }));
  } catch (error) {
    options.logger.warn({ error: String(error) }, 'the step cache could not be asked, so the step runs');
    return null;
  }
}

type Execution = Omit<ExecuteOptions, 'folder'> & {
  job: StepJob;
  spec: RunSpec;
  context: StepContext;
  folder: AttemptFolder;
  mark: string | null;
};

async function execute(execution: Execution): Promise<StepReport> {
  const { job, spec, folder, files } = execution;
  const alone = execution.stepTypes.some(({ type, ownProcess }) => type === spec.type && ownProcess);
  const prepared = await prepareInputs({ ...execution, step: job.step, copy: alone });
  const request: StepRequest = {
    kind: 'step',
    id: `${job.step.runId}-${job.step.idx}-${job.step.token}`,
    spec,
    ...prepared,
    folder: folder.path,
    threads: execution.threads,
    memoryMegabytes: spec.limits.megabytes,
  };
  const { signal, log, progress } = job;
  const run = { request, place: spec.title, ...spec.limits, signal, log, progress };
  const end = await execution.pool.run(run, { alone });
  if (!end.ok) return { outcome: 'failed', error: end.error, retryable: end.retryable };
  const outputs = await putArtifacts(files, end.answer.outputs, folder.path);
  const committed = (places: Record<string, string> | null) => afterCommit(execution, outputs, places);
  return { outcome: 'succeeded', outputs, events: end.answer.events, committed };
}

/** Our copy of content that existed is deleted; a result that was not accepted leaves its files to the sweep. */
async function afterCommit(
  execution: Execution,
  outputs: OutputRecord[],
  places: Record<string, string> | null,
): Promise<void> {
  if (places === null) return;
  const surplus = outputs.filter(({ hash, location }) => location !== undefined && places[hash] !== location);
  for (const { location } of surplus) if (location !== undefined) await execution.files.remove(location);
  if (execution.mark === null) return;
  const { projectId } = execution.context;
  const { runId, idx } = execution.job.step;
  try {
    await rememberStep(execution.db, { projectId, fingerprint: execution.mark, runId, idx });
  } catch (error) {
    if (!isRetryable(error)) throw error; // losing the hint while the database is away costs one run of the step
  }
}
