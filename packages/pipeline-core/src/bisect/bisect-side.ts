import type { PipelineDocument } from '../document/pipeline-document';
import type { StepId } from '../ids';
import type { ResolvedReference, RunSpec } from '../run/run-spec';
import type { StepEnvironment } from '../run/step-environment';

/** One of the two runs that are compared. */
export type BisectSide = {
  /** The version that ran. */
  document: PipelineDocument;
  /** Of the drawn steps that ran: neither their folds nor the parts of a search. */
  specs: readonly RunSpec[];
  /** Where steps were executed, as far as it is known; nothing of those that were reused. */
  environments: ReadonlyMap<StepId, StepEnvironment>;
};

export type ByStep<T> = Readonly<Record<string, Readonly<Record<string, T>>>>;

/** What each step of a run read from outside. */
export function referencesOf(side: Pick<BisectSide, 'specs'>): ByStep<ResolvedReference> {
  return Object.fromEntries(side.specs.map(({ step, references }) => [step, references]));
}
