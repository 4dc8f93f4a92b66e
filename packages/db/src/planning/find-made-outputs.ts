import type { PipelineDocument } from '@millrace/pipeline-core/document';
import { drawingUpTo } from '@millrace/pipeline-core/graph';
import type { ArtifactHash, ProjectId, StepId } from '@millrace/pipeline-core/ids';
import { fingerprint, inputHashes, type ParentOutput, planRun, type RunPlan } from '@millrace/pipeline-core/plan';
import type { Db } from '../client';
import { listExecutorCode } from '../repositories/executor-code';
import { type CachedStep, findCachedSteps } from '../repositories/step-cache';
import { type ResolvedReferences, resolveReferences } from './resolve-references';

export type MadeOutputs = ResolvedReferences & {
  /** By step and port (`table`, `table.meta`), of steps that a run would not execute again. */
  outputs: Record<StepId, Record<string, ArtifactHash>>;
};

/** What is there for a step of a drawing: things outside that it and those before it read, and what runs have left of them. */
export async function findMadeOutputs(
  db: Db,
  { projectId, step, ...o }: { projectId: ProjectId; document: PipelineDocument; step: StepId },
): Promise<MadeOutputs> {
  const document = drawingUpTo(o.document, step);
  const [resolved, code] = await Promise.all([resolveReferences(db, { projectId, document }), listExecutorCode(db)]);
  const codeHashes = Object.fromEntries(code.map(({ type, codeHash }) => [type, codeHash]));
  const kept = new Map<string, CachedStep['outputs']>();
  const plan = await planRun({
    ...resolved,
    document,
    targetStep: step,
    codeHashes,
    async lookup(fingerprints) {
      for (const [mark, { outputs }] of await findCachedSteps(db, { projectId, fingerprints })) kept.set(mark, outputs);
      return kept;
    },
    may: () => true, // nothing is started
  });
  return { ...resolved, outputs: outputsOf(plan, { codeHashes, kept }) };
}

/** Walks the plan once more, parents first: what a step made is found by what its parents made. */
function outputsOf(
  { steps }: RunPlan,
  {
    codeHashes,
    kept,
  }: { codeHashes: Readonly<Record<string, string>>; kept: ReadonlyMap<string, CachedStep['outputs']> },
): MadeOutputs['outputs'] {
  const made: ParentOutput[] = [];
  const outputs: MadeOutputs['outputs'] = {};
  for (const { idx, spec } of steps) {
    const [inputs, codeHash] = [inputHashes(spec.inputs, made), codeHashes[spec.type]];
    if (inputs === null || codeHash === undefined) continue;
    const found = kept.get(fingerprint(spec, codeHash, inputs));
    if (found === undefined) continue;
    made.push(...found.map((output) => ({ idx, ...output })));
    // Of a fold region the drawing shows what was fitted on all train rows.
    if (spec.fold === undefined) outputs[spec.step] = Object.fromEntries(found.map(({ port, hash }) => [port, hash]));
  }
  return outputs;
}
