import type { Edge, PipelineDocument, Step } from '../document/pipeline-document';
import type { StepId } from '../ids';
import { findContract } from '../steps/catalog';
import type { StepContract } from '../steps/define-step';

/** Where the data of an input really comes from, with disabled steps passed through. */
export type Source = { step: StepId; port: string };
export type EffectiveInputs =
  | { ok: true; inputs: Record<string, Source[]> }
  | { ok: false; blockedBy: StepId; why: 'disabled' | 'gone' };

/**
 * Resolves the connections of a step:
 * 1. Take the edges into each input in an order that does not depend on places (`edgesInto`): it counts in fingerprints.
 * 2. While the source is disabled, go to the source of its input of the same type; there must be exactly one connected.
 * 3. A disabled source without such an input blocks the step.
 */
export function effectiveInputs(document: PipelineDocument, step: Step): EffectiveInputs {
  const inputs: Record<string, Source[]> = {};
  for (const edge of edgesInto(document, step.id)) {
    const resolved = passThrough(document, edge.from, new Set());
    if (!resolved.ok) return resolved;
    const list = inputs[edge.to.port] ?? [];
    if (!list.some((source) => source.step === resolved.source.step && source.port === resolved.source.port))
      list.push(resolved.source);
    inputs[edge.to.port] = list;
  }
  return { ok: true, inputs };
}

function passThrough(
  document: PipelineDocument,
  from: Source,
  seen: Set<string>,
): { ok: true; source: Source } | { ok: false; blockedBy: StepId; why: 'disabled' | 'gone' } {
  const step = document.steps[from.step];
  if (step === undefined) return { ok: false, blockedBy: from.step, why: 'gone' };
  if (!step.disabled) return { ok: true, source: from };
  const contract = findContract(step.type);
  const port = contract === undefined ? null : passedInput(contract, from.port);
  const edge = port === null ? undefined : edgesInto(document, step.id).find((candidate) => candidate.to.port === port);
  if (edge === undefined || seen.has(step.id)) return { ok: false, blockedBy: step.id, why: 'disabled' };
  return passThrough(document, edge.from, seen.add(step.id));
}

/** The input whose data a disabled step hands on through this output: the one it is typed after, else the only one of its type. */
export function passedInput(contract: StepContract, output: string): string | null {
  const type = contract.outputs[output]?.type;
  if (type === undefined) return null;
  if (type.startsWith('as:')) return type.slice(3);
  const same = Object.entries(contract.inputs).filter(([, input]) => input.type === type);
  return same.length === 1 && same[0]?.[1].many !== true ? (same[0]?.[0] ?? null) : null;
}

type EdgesByStep = ReadonlyMap<StepId, readonly Edge[]>;

/** Documents are never changed in place: the lines of one are sorted once, however often somebody asks. */
const known = new WeakMap<PipelineDocument['edges'], EdgesByStep>();

/** Lines into a step by the ids of where they come from: an order that moving steps or drawing a line anew leaves as it is. */
export function edgesInto({ edges }: Pick<PipelineDocument, 'edges'>, step: StepId): readonly Edge[] {
  const byStep = known.get(edges) ?? sortEdges(edges);
  known.set(edges, byStep);
  return byStep.get(step) ?? [];
}

function sortEdges(edges: PipelineDocument['edges']): EdgesByStep {
  const byStep = new Map<StepId, Edge[]>();
  for (const edge of Object.values(edges)) {
    const into = byStep.get(edge.to.step);
    if (into === undefined) byStep.set(edge.to.step, [edge]);
    else into.push(edge);
  }
  const source = ({ from }: Edge) => `${from.step}\u0000${from.port}`;
  for (const into of byStep.values()) into.sort((a, b) => compare(source(a), source(b)) || compare(a.id, b.id));
  return byStep;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
