import type { PipelineDocument, Step } from '../document/pipeline-document';
import { graphOf } from '../graph/graph';
import { partialOrder } from '../graph/topological-order';
import type { StepId } from '../ids';
import { canonicalJson } from '../json';
import type { PropagatedSchema } from '../schema/propagated';
import { findContract } from '../steps/catalog';
import type { SchemaContext, StepContract } from '../steps/define-step';
import { checkParams } from './check-params';
import { effectiveInputs } from './effective-inputs';
import type { Issue } from './issue';
import { stepTitle } from './step-title';

/** What is known of one step while drawing. `key` tells whether a later inference may take it over unchanged. */
export type StepInference = {
  inputs: Record<string, PropagatedSchema[]>;
  outputs: Record<string, PropagatedSchema>;
  issues: Issue[];
  key: string;
};

export type InferSchemasOptions = {
  document: PipelineDocument;
  /** Tables behind outside things, by step; see `SchemaContext`. */
  references?: Readonly<Record<string, SchemaContext['references']>>;
  /** Result of the inference before: steps whose parameters and inputs did not change are taken over (same objects). */
  previous?: ReadonlyMap<StepId, StepInference>;
};

/**
 * Schemas of all ports, propagated over the drawing without running anything:
 * 1. Order the steps; steps on or behind a cycle have no answer.
 * 2. For each step gather what arrives at its inputs, disabled steps passed through.
 * 3. Take the earlier result if parameters, inputs and references are the same, else ask the contract.
 */
export function inferSchemas({ document, references = {}, previous }: InferSchemasOptions): Map<StepId, StepInference> {
  const results = new Map<StepId, StepInference>();
  for (const id of partialOrder(graphOf(document))) {
    const step = document.steps[id];
    const contract = step === undefined ? undefined : findContract(step.type);
    if (step === undefined || contract === undefined) continue;
    const inputs = arriving(document, step, results);
    const context = { references: references[id] ?? {} };
    const key = canonicalJson([step.type, step.version, step.title, step.params, inputs, context.references]);
    const before = previous?.get(id);
    results.set(id, before?.key === key ? before : { ...infer(step, contract, inputs, context), inputs, key });
  }
  return results;
}

function infer(
  step: Step,
  contract: StepContract,
  inputs: Record<string, PropagatedSchema[]>,
  context: SchemaContext,
): Pick<StepInference, 'outputs' | 'issues'> {
  const checked = checkParams(step);
  if (!checked.ok) {
    const unknown = { kind: 'needs-run', reason: 'A setting of this step is not valid.' } as const;
    return {
      outputs: Object.fromEntries(Object.keys(contract.outputs).map((port) => [port, unknown])),
      issues: checked.issues,
    };
  }
  const inferred = contract.inferSchema(contract.params.parse(checked.params), inputs, context);
  const issues = inferred.issues.map(
    (issue): Issue => ({ ...issue, step: step.id, message: `${stepTitle(step)}: ${issue.message}` }),
  );
  return { outputs: inferred.outputs, issues };
}

function arriving(
  document: PipelineDocument,
  step: Step,
  results: ReadonlyMap<StepId, StepInference>,
): Record<string, PropagatedSchema[]> {
  const resolved = effectiveInputs(document, step);
  if (!resolved.ok) return {};
  const entries = Object.entries(resolved.inputs).map(([port, sources]) => {
    const schemas = sources.map(
      (source): PropagatedSchema =>
        results.get(source.step)?.outputs[source.port] ?? {
          kind: 'needs-run',
          reason: 'The step before is not known here.',
        },
    );
    return [port, schemas] as const;
  });
  return Object.fromEntries(entries);
}
