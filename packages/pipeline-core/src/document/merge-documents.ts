import { findContract } from '../steps/catalog';
import type { Edge, PipelineDocument } from './pipeline-document';
import { type Cutter, looksOnly, mergeRecord, noteCutter, sameValue, stepCutter } from './record-units';

/**
 * What both sides changed, each differently. `unit` is the part of the record (`title`, `param depth`); null: the whole
 * record, which one side deleted or two lines that want the same input.
 */
export type MergeConflict =
  | { part: 'steps' | 'edges' | 'notes' | 'ignored'; id: string; unit: string | null }
  | { part: 'seed' };
export type MergeResult = { document: PipelineDocument; conflicts: MergeConflict[] };

type Three<T> = { base: T; mine: T; theirs: T };
type Records<T> = Readonly<Record<string, T>>;

/**
 * Puts the edits of `mine` (since `base`) on `theirs`, parameter by parameter:
 * 1. What one side changed is as that side has it.
 * 2. What both changed differently stays as in `theirs` and is named as a conflict.
 * 3. Lines whose end the other side deleted are dropped; a step that stays against a deletion keeps its lines.
 */
export function mergeDocuments(o: Three<PipelineDocument>): MergeResult {
  const { base, mine, theirs } = o;
  const conflicts: MergeConflict[] = [];
  const part = <Part extends 'steps' | 'edges' | 'notes' | 'ignored'>(name: Part) => ({
    base: base[name],
    mine: mine[name],
    theirs: theirs[name],
  });
  const steps = mergeRecords(part('steps'), stepCutter, (id, unit) => conflicts.push({ part: 'steps', id, unit }));
  const notes = mergeRecords(part('notes'), noteCutter, (id, unit) => conflicts.push({ part: 'notes', id, unit }));
  const merged = mergeRecords(part('edges'), null, (id, unit) => conflicts.push({ part: 'edges', id, unit }));
  const reasons = mergeRecords(part('ignored'), null, (id, unit) => conflicts.push({ part: 'ignored', id, unit }));
  const ignored = Object.fromEntries(Object.entries(reasons).filter(([, { step }]) => steps[step] !== undefined));
  const edges = withLinesOfKept(merged, { theirs, mine, steps });
  const asked = seedConflict(o);
  if (asked) conflicts.push({ part: 'seed' });
  const seed = asked || mine.seed === base.seed ? theirs.seed : mine.seed;
  const document = dropLooseEdges({ ...theirs, steps, edges, notes, ignored, seed });
  const crowded = crowdedLines(document, { base, mine, theirs });
  conflicts.push(...crowded.map(({ id }) => ({ part: 'edges' as const, id, unit: null })));
  return { document: { ...document, edges: without(document.edges, crowded) }, conflicts };
}

function seedConflict({ base, mine, theirs }: Three<PipelineDocument>): boolean {
  return mine.seed !== base.seed && theirs.seed !== base.seed && mine.seed !== theirs.seed;
}

function mergeRecords<T>(
  sides: Three<Records<T>>,
  cutter: Cutter<T> | null,
  collide: (id: string, unit: string | null) => void,
): Record<string, T> {
  const result: Record<string, T> = {};
  for (const id of new Set([...Object.keys(sides.theirs), ...Object.keys(sides.mine)])) {
    const [base, mine, theirs] = [sides.base[id], sides.mine[id], sides.theirs[id]];
    const kept = mergeOne({ base, mine, theirs }, cutter, (unit) => collide(id, unit));
    if (kept !== undefined) result[id] = kept;
  }
  return result;
}

function mergeOne<T>(
  { base, mine, theirs }: Three<T | undefined>,
  cutter: Cutter<T> | null,
  collide: (unit: string | null) => void,
): T | undefined {
  if (sameValue(mine, base) || sameValue(mine, theirs)) return theirs;
  if (sameValue(theirs, base)) return mine;
  if (mine !== undefined && theirs !== undefined && cutter !== null) {
    const { record, collided } = mergeRecord({ cutter, base, mine, theirs });
    for (const unit of collided) collide(unit);
    return record;
  }
  // One side deleted what the other changed. Having moved it is no reason to keep it.
  const kept = mine ?? theirs;
  const moved = cutter !== null && base !== undefined && kept !== undefined && looksOnly(cutter, base, kept);
  if (moved) return undefined;
  collide(null);
  return theirs;
}

/** I deleted a step somebody else has worked on: it stays, and so do the lines I deleted with it. */
function withLinesOfKept(
  edges: Record<string, Edge>,
  o: { theirs: PipelineDocument; mine: PipelineDocument; steps: Records<unknown> },
): Record<string, Edge> {
  const kept = (id: string) => o.mine.steps[id] === undefined && o.steps[id] !== undefined;
  const lines = Object.values(o.theirs.edges).filter(({ from, to }) => kept(from.step) || kept(to.step));
  return { ...edges, ...Object.fromEntries(lines.map((edge) => [edge.id, edge])) };
}

/** Lines I drew to an input for one line that has another by now. */
function crowdedLines(document: PipelineDocument, { base, theirs }: Three<PipelineDocument>): Edge[] {
  const edges = Object.values(document.edges);
  return edges.filter(
    (edge) =>
      base.edges[edge.id] === undefined &&
      theirs.edges[edge.id] === undefined &&
      rivals(document, edge).some(({ id }) => theirs.edges[id] !== undefined),
  );
}

/** Other lines at the input of this one, where only one may be. */
function rivals(document: PipelineDocument, { id, to }: Edge): Edge[] {
  const input = findContract(document.steps[to.step]?.type ?? '')?.inputs[to.port];
  if (input === undefined || input.many === true) return [];
  return Object.values(document.edges).filter(
    (other) => other.id !== id && other.to.step === to.step && other.to.port === to.port,
  );
}

/** Decides conflicts for `mine`: only what is named changes, the rest of `document` stays as it is by now. */
export function keepMine(o: {
  document: PipelineDocument;
  mine: PipelineDocument;
  conflicts: readonly MergeConflict[];
}): PipelineDocument {
  const { mine, conflicts } = o;
  // Steps first: their lines need them.
  const order = { seed: 0, steps: 0, notes: 0, ignored: 1, edges: 1 };
  const sorted = [...conflicts].sort((a, b) => order[a.part] - order[b.part]);
  return dropLooseEdges(sorted.reduce((document, conflict) => keepOne(document, mine, conflict), o.document));
}

function keepOne(document: PipelineDocument, mine: PipelineDocument, conflict: MergeConflict): PipelineDocument {
  switch (conflict.part) {
    case 'seed':
      return { ...document, seed: mine.seed };
    case 'steps': {
      const steps = keepRecord(document.steps, mine.steps, conflict, stepCutter);
      return conflict.unit === null
        ? { ...document, steps, edges: withLinesOf(conflict.id, { document, mine, steps }) }
        : { ...document, steps };
    }
    case 'notes':
      return { ...document, notes: keepRecord(document.notes, mine.notes, conflict, noteCutter) };
    case 'ignored': {
      const [own, { [conflict.id]: _theirs, ...others }] = [mine.ignored[conflict.id], document.ignored];
      return { ...document, ignored: own === undefined ? others : { ...others, [conflict.id]: own } };
    }
    case 'edges': {
      const edge = mine.edges[conflict.id];
      if (edge === undefined) return { ...document, edges: without(document.edges, [{ id: conflict.id }]) };
      return { ...document, edges: { ...without(document.edges, rivals(document, edge)), [edge.id]: edge } };
    }
    default:
      return conflict satisfies never;
  }
}

function keepRecord<T extends { id: string }>(
  records: Record<string, T>,
  mine: Records<T>,
  { id, unit }: { id: string; unit: string | null },
  cutter: Cutter<T>,
): Record<string, T> {
  const [present, own] = [records[id], mine[id]];
  if (unit === null) return own === undefined ? without(records, [{ id }]) : { ...records, [id]: own };
  return present === undefined || own === undefined ? records : { ...records, [id]: cutter.take(present, own, unit) };
}

/** A step I bring back has the lines it had in mine, where their inputs are free and their other ends still there. */
function withLinesOf(
  id: string,
  o: { document: PipelineDocument; mine: PipelineDocument; steps: Record<string, PipelineDocument['steps'][string]> },
): Record<string, Edge> {
  const there = { ...o.document, steps: o.steps };
  const lines = Object.values(o.mine.edges).filter(
    (edge) => (edge.from.step === id || edge.to.step === id) && rivals(there, edge).length === 0,
  );
  return { ...Object.fromEntries(lines.map((edge) => [edge.id, edge])), ...o.document.edges };
}

function without<T extends { id: string }>(
  records: Record<string, T>,
  gone: readonly { id: string }[],
): Record<string, T> {
  if (gone.length === 0) return records;
  const ids = new Set(gone.map(({ id }) => id));
  return Object.fromEntries(Object.entries(records).filter(([id]) => !ids.has(id)));
}

function dropLooseEdges(document: PipelineDocument): PipelineDocument {
  const edges = Object.entries(document.edges).filter(
    ([, edge]) => document.steps[edge.from.step] !== undefined && document.steps[edge.to.step] !== undefined,
  );
  return { ...document, edges: Object.fromEntries(edges) };
}
