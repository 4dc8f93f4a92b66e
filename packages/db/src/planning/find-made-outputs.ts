import type { PipelineDocument } from '@millrace/pipeline-core/document';
import { drawingUpTo } from '@millrace/pipeline-core/graph';
import {
  type ArtifactHash,
  artifactHashSchema,
  type PipelineId,
  type ProjectId,
  type StepId,
} from '@millrace/pipeline-core/ids';
import {
  type CachedOutputs,
  fingerprint,
  type InputHashes,
  inputHashes,
  isOlderCode,
  knownCode,
  knownInputs,
  lastResult,
  type ParentOutput,
  planRun,
} from '@millrace/pipeline-core/plan';
import { isDrawn, type RunStep } from '@millrace/pipeline-core/run';
import { getContract } from '@millrace/pipeline-core/steps';
import type { Db } from '../client';
import { listExecutorCode } from '../repositories/executor-code';
import { findCachedSteps } from '../repositories/step-cache';
import { type LastTimes, lastTimes, timeKey } from './last-times';
import { type ResolvedReferences, resolveReferences } from './resolve-references';

export type MadeOutputs = ResolvedReferences & {
  /** By step and port (`table`, `table.meta`), of steps whose result is there as they are drawn. */
  outputs: Record<StepId, Record<string, ArtifactHash>>;
};

/**
 * What is there for a step of a drawing: things outside that it and those before it read, and what runs have left of them.
 * Of steps whose results are never used again (checks, reading from outside) that is what the last run of the pipeline made.
 */
export async function findMadeOutputs(
  db: Db,
  {
    projectId,
    pipelineId,
    step,
    ...o
  }: {
    projectId: ProjectId;
    pipelineId: PipelineId;
    document: PipelineDocument;
    step: StepId;
  },
): Promise<MadeOutputs> {
  const document = drawingUpTo(o.document, step);
  const before = Object.values(document.steps).flatMap(({ id }) => (id === step ? [] : [id]));
  const [resolved, code, previous] = await Promise.all([
    resolveReferences(db, { projectId, document }),
    listExecutorCode(db),
    lastTimes(db, { projectId, pipelineId, steps: before }),
  ]);
  const codeHashes = Object.fromEntries(code.map(({ type, codeHash }) => [type, codeHash]));
  const nothing = new Map<string, CachedOutputs>();
  const plan = await planRun({
    ...resolved,
    document,
    targetStep: step,
    codeHashes,
    lookup: async () => nothing, // only what is to be made, not whether it is there
    may: () => true, // nothing is started
  });
  return { ...resolved, outputs: await madeBy(db, { projectId, steps: plan.steps, codeHashes, previous }) };
}

type Search = {
  projectId: ProjectId;
  steps: readonly RunStep[];
  codeHashes: Readonly<Record<string, string>>;
  previous: LastTimes;
};
type Ready = { step: RunStep; inputs: InputHashes };

/** Goes through the steps, parents first: what a step made is found by what its parents made. One query a level at most. */
async function madeBy(db: Db, search: Search): Promise<MadeOutputs['outputs']> {
  const made: ParentOutput[] = [];
  const outputs: MadeOutputs['outputs'] = {};
  let open = search.steps;
  for (;;) {
    const ready = open.flatMap((step): Ready[] => {
      const inputs = inputHashes(knownInputs(step.spec), made);
      return inputs === null ? [] : [{ step, inputs }];
    });
    if (ready.length === 0) return outputs;
    open = open.filter((step) => !ready.some((one) => one.step === step));
    for (const [{ idx, spec }, found] of await findLevel(db, search, ready)) {
      made.push(...found.map((output) => ({ idx, ...output })));
      // Of a fold region the drawing shows what was fitted on all train rows, of a search what it decided.
      if (isDrawn(spec)) outputs[spec.step] = byPort(found);
    }
  }
}

/** Results of steps whose inputs are known: the last run's, else any that was made in the same way. */
async function findLevel(db: Db, search: Search, ready: readonly Ready[]): Promise<[RunStep, CachedOutputs][]> {
  const found: [RunStep, CachedOutputs][] = [];
  const marks = new Map<RunStep, { mark: string; last: CachedOutputs | null }>();
  for (const { step, inputs } of ready) {
    const { spec } = step;
    const before = search.previous.get(timeKey(spec.step, spec)) ?? null;
    const last = lastResult(spec, inputs, before);
    const codeHash = knownCode(spec, (type) => search.codeHashes[type]);
    const { deterministic, effect } = getContract(spec.type).flags;
    const isKept = deterministic === true && effect !== true && codeHash !== undefined;
    if (isKept && (last === null || isOlderCode(spec, before)))
      marks.set(step, { mark: fingerprint(spec, codeHash, inputs), last });
    else if (last !== null) found.push([step, last]);
  }
  const fingerprints = [...marks.values()].map(({ mark }) => mark);
  const cached = await findCachedSteps(db, { projectId: search.projectId, fingerprints });
  for (const [step, { mark, last }] of marks) {
    const outputs = cached.get(mark)?.outputs ?? last;
    if (outputs !== null) found.push([step, outputs]);
  }
  return found;
}

function byPort(outputs: CachedOutputs): Record<string, ArtifactHash> {
  return Object.fromEntries(outputs.map(({ port, hash }) => [port, artifactHashSchema.parse(hash)]));
}
