import type { LeasedStep } from '@millrace/db/protocol';
import { fingerprint, inputHashes, knownCode, knownInputs } from '@millrace/pipeline-core/plan';
import type { RunSpec } from '@millrace/pipeline-core/run';
import type { StepTypeFacts } from './interfaces';

/** What a worker knows of the code of its step types. */
export type KnownCode = {
  stepTypes: readonly StepTypeFacts[];
  /** Hash of the code that executes a step type. */
  codeHashOf: (type: string) => string | undefined;
};

/**
 * Null for a step whose result may not be shared: it acts outside, or it is not repeatable. A search that decides between
 * trials looks for no earlier decision: its trials ran because there is none, or one is wanted anew.
 */
export function fingerprintOf(code: KnownCode, step: Pick<LeasedStep, 'inputs'>, spec: RunSpec): string | null {
  const facts = code.stepTypes.find(({ type, version }) => type === spec.type && version === spec.version);
  const codeHash = knownCode(spec, code.codeHashOf);
  if (facts?.cacheable !== true || codeHash === undefined) return null;
  const hashes = inputHashes(
    knownInputs(spec),
    step.inputs.map(({ from, port, hash }) => ({ idx: from, port, hash })),
  );
  return hashes === null ? null : fingerprint(spec, codeHash, hashes);
}
