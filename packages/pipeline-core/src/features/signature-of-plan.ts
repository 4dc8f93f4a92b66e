import { PipelineError } from '../errors/pipeline-error';
import type { SignatureInput } from '../release/signature';
import type { Column } from '../schema/table-schema';
import type { FeaturePlan } from './feature-plan';
import { neededNodes } from './needed-nodes';
import { findLookup } from './plan-lookups';

/**
 * Source columns these features need, in source order: what a caller has to send.
 * 1. Start with the features.
 * 2. Walk the nodes backwards: an expression whose column is needed is replaced by the columns it reads; selections add
 *    nothing; filters act on tables only.
 * 3. Of what is looked up the keys are needed, too.
 * 4. What is needed at the start must be columns of the source, and never the target.
 */
export function signatureOfPlan(plan: FeaturePlan, features: readonly string[], target: string | null): Column[] {
  const { source: needed } = neededNodes(plan, features);
  const label = target === null ? null : sourceOfTarget(plan, target);
  if (label !== null && needed.has(label)) throw targetNeeded(label);
  for (const name of [...needed]) for (const key of findLookup(plan, name)?.key ?? []) needed.add(key);
  const there = new Set(plan.source.map((column) => column.name));
  const gone = [...needed].find((name) => !there.has(name));
  if (gone !== undefined) throw notInSource(gone, plan);
  return plan.source.filter((column) => needed.has(column.name));
}

/** The source column the target came from: a step may have given it another name. */
function sourceOfTarget(plan: FeaturePlan, target: string): string {
  return plan.nodes.reduceRight((name, node) => {
    const renames = 'expression' in node && node.expression === name && node.ast.root.k === 'col';
    return renames && node.ast.root.k === 'col' ? node.ast.root.name : name;
  }, target);
}

/** Columns as signature inputs, without levels and ranges: those are learned on train rows. */
export function signatureInputs(columns: readonly Column[], plan: Pick<FeaturePlan, 'lookups'> = {}): SignatureInput[] {
  return columns.map(({ name, type, float32 }) => ({
    name,
    type,
    required: false,
    ...(float32 === undefined ? {} : { float32 }),
    ...lookupOf(plan, name),
  }));
}

function lookupOf(plan: Pick<FeaturePlan, 'lookups'>, name: string): Pick<SignatureInput, 'lookup'> {
  const lookup = findLookup(plan, name);
  return lookup === undefined ? {} : { lookup };
}

function targetNeeded(target: string): PipelineError {
  return new PipelineError({
    code: 'target-in-features',
    family: 'pipeline',
    place: 'Feature plan',
    seen: `features computed from the target \`${target}\``,
    expected: 'features that are known before the target is',
    next: 'Take the target out of the formulas and encodings, or drop the columns made from it.',
    column: target,
  });
}

function notInSource(name: string, plan: FeaturePlan): PipelineError {
  return new PipelineError({
    code: 'feature-without-source',
    family: 'bug',
    place: 'Feature plan',
    seen: `column \`${name}\`, which no node makes`,
    expected: `a column of the source (${plan.source.map((column) => column.name).join(', ')}) or of a node`,
    next: 'Report this with the pipeline.',
    column: name,
  });
}
