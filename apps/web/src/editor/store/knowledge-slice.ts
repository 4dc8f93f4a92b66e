import type { PipelineDocument } from '@millrace/pipeline-core/document';
import type { StepId } from '@millrace/pipeline-core/ids';
import type { TableFacts } from '@millrace/pipeline-core/profile';
import type { SchemaContext } from '@millrace/pipeline-core/steps';
import {
  effectiveInputs,
  type Ignored,
  type Issue,
  type StepInference,
  stepTitle,
  validatePipeline,
} from '@millrace/pipeline-core/validate';
import type { StateCreator } from 'zustand/vanilla';
import type { DocumentSlice } from './document-slice';

export type References = Readonly<Record<string, SchemaContext['references']>>;

export type Facts = Readonly<Record<string, readonly TableFacts[]>>;
/** What was looked up outside the drawing; what is left out stays as it was. */
export type Outside = { references?: References; facts?: Facts };

export type KnowledgeSlice = {
  /** Tables behind outside things, by step. */
  references: References;
  /** What the data behind steps are like, by step. */
  facts: Facts;
  inferences: ReadonlyMap<StepId, StepInference>;
  issues: readonly Issue[];
  issuesByStep: Readonly<Record<string, readonly Issue[]>>;
  /** Problems left as they are, with the reasons. */
  ignored: readonly Ignored[];
  /** Title of the disabled step behind each step that gets no data because of it. */
  blockedBy: Readonly<Record<string, string>>;
  /** Infers schemas and issues of the drawing as it is now; what did not change keeps its objects. */
  learn(outside?: Outside): void;
};

/** What can be told about the drawing without running it. */
export const knowledgeSlice: StateCreator<DocumentSlice & KnowledgeSlice, [], [], KnowledgeSlice> = (set, get) => ({
  references: {},
  facts: {},
  inferences: new Map(),
  issues: [],
  issuesByStep: {},
  ignored: [],
  blockedBy: {},
  learn({ references = get().references, facts = get().facts } = {}) {
    const { document, inferences: previous, issuesByStep: before } = get();
    const { issues, ignored, schemas } = validatePipeline({ document, references, facts, previous });
    set({
      references,
      facts,
      inferences: schemas,
      issues,
      ignored,
      issuesByStep: byStep(issues, before),
      blockedBy: blocked(document),
    });
  },
});

function blocked(document: PipelineDocument): Record<string, string> {
  const steps = Object.values(document.steps);
  if (!steps.some((step) => step.disabled)) return {};
  return Object.fromEntries(
    steps.flatMap((step) => {
      const inputs = effectiveInputs(document, step);
      const cause = inputs.ok ? undefined : document.steps[inputs.blockedBy];
      return cause === undefined ? [] : [[step.id, stepTitle(cause)]];
    }),
  );
}

function byStep(
  issues: readonly Issue[],
  before: Readonly<Record<string, readonly Issue[]>>,
): Record<string, readonly Issue[]> {
  const groups: Record<string, Issue[]> = {};
  for (const issue of issues) {
    if (issue.step === undefined) continue;
    const group = groups[issue.step] ?? [];
    group.push(issue);
    groups[issue.step] = group;
  }
  return Object.fromEntries(
    Object.entries(groups).map(([id, group]) => {
      const old = before[id];
      return [id, old !== undefined && JSON.stringify(old) === JSON.stringify(group) ? old : group];
    }),
  );
}
