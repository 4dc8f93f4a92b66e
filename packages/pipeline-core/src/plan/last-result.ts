import { canonicalJson } from '../json';
import type { ResolvedReference, RunSpec } from '../run/run-spec';
import { type InputHashes, readOf } from './fingerprint';
import type { CachedOutputs, PreviousStep } from './plan-types';

/**
 * What a step made the last time it ran, where the drawing still asks for the same: equal settings, seed, references and
 * inputs, in a run that got there. Also of steps whose results are never used again; which code made it does not count.
 */
export function lastResult(
  spec: RunSpec,
  inputs: InputHashes | null,
  before: PreviousStep | null,
): CachedOutputs | null {
  if (before === null || before.outputs === undefined || inputs === null || before.inputs === undefined) return null;
  if (before.status !== 'succeeded' && before.status !== 'cached') return null;
  return drawnOf(spec) === drawnOf(before.spec) && canonicalJson(inputs) === canonicalJson(before.inputs)
    ? before.outputs
    : null;
}

/** Whether workers execute such a step with other code than that time. */
export function isOlderCode({ codeHash }: Pick<RunSpec, 'codeHash'>, before: PreviousStep | null): boolean {
  const old = before?.spec.codeHash;
  return codeHash !== undefined && old !== undefined && codeHash !== old;
}

/** What counts of a spec, as text. */
function drawnOf({ type, version, params, seed, fold, trial, references }: RunSpec): string {
  const read = Object.entries(references).map(([name, reference]) => [name, drawnReference(reference)] as const);
  return canonicalJson([type, version, params, seed, fold ?? null, trial ?? null, Object.fromEntries(read)]);
}

/** Of a source which one it is and how it is set, not how far it has been read: reading moves that on. */
function drawnReference(reference: ResolvedReference) {
  if (reference.kind !== 'source') return readOf(reference);
  return { source: reference.id, config: reference.data?.config ?? null };
}
