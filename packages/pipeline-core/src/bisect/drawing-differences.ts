import type { Edge, PipelineDocument, Step } from '../document/pipeline-document';
import { diffGraphs } from '../graph/diff-graphs';
import { canonicalJson } from '../json';
import type { Difference } from './difference';
import { stepName } from './step-name';

type StepPair = { id: Step['id']; before: Step | null; after: Step | null };
type Part = { steps: StepPair[]; before: Edge[]; after: Edge[] };

/**
 * Steps that were added, removed, replaced by another type or switched off, and lines, each group that only makes sense as a
 * whole as one difference:
 * 1. A step that changed so and the lines to and from it belong together.
 * 2. So do all changed lines into one port: what is taken off there makes room for what is put on.
 */
export function drawingDifferences(good: PipelineDocument, bad: PipelineDocument): Difference[] {
  const parts = partsOf(good, bad);
  return parts.map(({ steps, before, after }) => ({
    id: `drawing:${[...steps.map(({ id }) => id), ...[...before, ...after].map(placeOf)].sort()[0] ?? ''}`,
    title: titleOf({ steps, before, after }, { good, bad }),
    change: { kind: 'drawing', steps, edges: { before, after } },
  }));
}

/** Whether a step is another one than before, whatever its settings. */
export function isReplaced(was: Step, is: Step): boolean {
  return was.type !== is.type || was.version !== is.version || was.disabled !== is.disabled;
}

function partsOf(good: PipelineDocument, bad: PipelineDocument): Part[] {
  const diff = diffGraphs(good, bad);
  const steps: StepPair[] = [
    ...diff.removed.map((before) => ({ id: before.id, before, after: null })),
    ...diff.added.map((after) => ({ id: after.id, before: null, after })),
    ...diff.changed.flatMap(({ id, before, after }) => (isReplaced(before, after) ? [{ id, before, after }] : [])),
  ];
  const groups = createGroups();
  const changed = new Set<string>(steps.map(({ id }) => id));
  const keyed = { before: edgesOf(good, diff.disconnected), after: edgesOf(bad, diff.connected) };
  for (const { id } of steps) groups.join(`step ${id}`, `step ${id}`);
  for (const edge of [...keyed.before, ...keyed.after]) {
    groups.join(keyOf(edge), `port ${placeOf(edge)}`);
    groups.join(keyOf(edge), `id ${edge.id}`);
    for (const { step } of [edge.from, edge.to]) if (changed.has(step)) groups.join(keyOf(edge), `step ${step}`);
  }
  const parts = new Map<string, Part>();
  const partAt = (key: string): Part => {
    const root = groups.rootOf(key);
    const part = parts.get(root) ?? { steps: [], before: [], after: [] };
    parts.set(root, part);
    return part;
  };
  for (const pair of steps) partAt(`step ${pair.id}`).steps.push(pair);
  for (const edge of keyed.before) partAt(keyOf(edge)).before.push(edge);
  for (const edge of keyed.after) partAt(keyOf(edge)).after.push(edge);
  return [...parts.values()];
}

function edgesOf(document: PipelineDocument, ids: readonly string[]): Edge[] {
  return ids.flatMap((id) => document.edges[id] ?? []);
}

function keyOf({ from, to }: Edge): string {
  return `line ${canonicalJson([from, to])}`;
}

function placeOf({ to }: Edge): string {
  return `${to.step}.${to.port}`;
}

/** Things in groups by a key, joined two at a time. */
function createGroups() {
  const above = new Map<string, string>();
  const rootOf = (key: string): string => {
    const next = above.get(key);
    return next === undefined || next === key ? key : rootOf(next);
  };
  return { rootOf, join: (a: string, b: string) => above.set(rootOf(a), rootOf(b)) };
}

function titleOf({ steps, before, after }: Part, sides: { good: PipelineDocument; bad: PipelineDocument }): string {
  const texts = steps.map(({ before: was, after: is }) => {
    if (was === null) return `“${nameOf(is)}” is new.`;
    if (is === null) return `“${nameOf(was)}” is gone.`;
    if (was.type !== is.type || was.version !== is.version) return `“${nameOf(is)}” is of another type or version.`;
    return is.disabled ? `“${nameOf(is)}” is switched off.` : `“${nameOf(is)}” is switched on.`;
  });
  if (texts.length > 0) return texts.join(' ');
  const into = [...before, ...after][0]?.to.step ?? '';
  return `The lines to “${nameOf(sides.bad.steps[into] ?? sides.good.steps[into] ?? null)}” changed.`;
}

function nameOf(step: Step | null): string {
  return step === null ? 'a step' : stepName(step);
}
