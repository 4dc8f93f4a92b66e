import { canonicalJson } from '../json';
import type { IgnoredIssue } from './ignored-issue';
import type { Edge, Note, PipelineDocument, Step } from './pipeline-document';
import { type Cutter, noteCutter, sameValue, stepCutter } from './record-units';

export type Change<T> = { before: T | null; after: T | null };

/** What an edit did to each record, so that it can be taken back whatever happened elsewhere since. */
export type DocumentDiff = {
  steps: Record<string, Change<Step>>;
  edges: Record<string, Change<Edge>>;
  notes: Record<string, Change<Note>>;
  ignored: Record<string, Change<IgnoredIssue>>;
  seed: { before: number; after: number } | null;
};

export function diffDocuments(before: PipelineDocument, after: PipelineDocument): DocumentDiff {
  return {
    steps: diffRecords(before.steps, after.steps),
    edges: diffRecords(before.edges, after.edges),
    notes: diffRecords(before.notes, after.notes),
    ignored: diffRecords(before.ignored, after.ignored),
    seed: before.seed === after.seed ? null : { before: before.seed, after: after.seed },
  };
}

export function isEmptyDiff(diff: DocumentDiff): boolean {
  return (
    diff.seed === null &&
    [diff.steps, diff.edges, diff.notes, diff.ignored].every((changes) => Object.keys(changes).length === 0)
  );
}

/** The diff that takes this one back. */
export function invertDiff(diff: DocumentDiff): DocumentDiff {
  return {
    steps: invertChanges(diff.steps),
    edges: invertChanges(diff.edges),
    notes: invertChanges(diff.notes),
    ignored: invertChanges(diff.ignored),
    seed: diff.seed === null ? null : { before: diff.seed.after, after: diff.seed.before },
  };
}

/**
 * Puts the `after` side in place: of a step or note only the parts the diff changed, so that what somebody else did to it
 * since stays. A record that is gone by now stays gone; edges whose steps are gone are left out.
 */
export function applyDiff(document: PipelineDocument, diff: DocumentDiff): PipelineDocument {
  const steps = applyChanges(document.steps, diff.steps, stepCutter);
  const edges = applyChanges(document.edges, diff.edges, null);
  const dangling = Object.values(edges).some(
    (edge) => steps[edge.from.step] === undefined || steps[edge.to.step] === undefined,
  );
  return {
    ...document,
    steps,
    edges: dangling ? withoutDangling(edges, steps) : edges,
    notes: applyChanges(document.notes, diff.notes, noteCutter),
    ignored: applyChanges(document.ignored, diff.ignored, null),
    seed: diff.seed === null ? document.seed : diff.seed.after,
  };
}

/** Two diffs in a row as one: the first `before` and the last `after` of each record. */
export function composeDiffs(first: DocumentDiff, second: DocumentDiff): DocumentDiff {
  const seed =
    first.seed === null || second.seed === null
      ? (first.seed ?? second.seed)
      : { before: first.seed.before, after: second.seed.after };
  return {
    steps: composeChanges(first.steps, second.steps),
    edges: composeChanges(first.edges, second.edges),
    notes: composeChanges(first.notes, second.notes),
    ignored: composeChanges(first.ignored, second.ignored),
    seed: seed === null || seed.before === seed.after ? null : seed,
  };
}

function diffRecords<T>(before: Record<string, T>, after: Record<string, T>): Record<string, Change<T>> {
  const changes: Record<string, Change<T>> = {};
  if (before === after) return changes;
  for (const id of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [before[id] ?? null, after[id] ?? null];
    if (old !== now && canonicalJson(old) !== canonicalJson(now)) changes[id] = { before: old, after: now };
  }
  return changes;
}

function invertChanges<T>(changes: Record<string, Change<T>>): Record<string, Change<T>> {
  return Object.fromEntries(
    Object.entries(changes).map(([id, { before, after }]) => [id, { before: after, after: before }]),
  );
}

function applyChanges<T>(
  record: Record<string, T>,
  changes: Record<string, Change<T>>,
  cutter: Cutter<T> | null,
): Record<string, T> {
  if (Object.keys(changes).length === 0) return record;
  const result = { ...record };
  for (const [id, { before, after }] of Object.entries(changes)) {
    const present = result[id];
    if (after === null) delete result[id];
    else if (before === null || present === before) result[id] = after;
    else if (present !== undefined) result[id] = cutter === null ? after : patch({ cutter, before, after, present });
  }
  return result;
}

function patch<T>(o: { cutter: Cutter<T>; before: T; after: T; present: T }): T {
  const { cutter, before, after, present } = o;
  const changed = cutter
    .units([before, after, present])
    .filter((unit) => !sameValue(cutter.read(before, unit), cutter.read(after, unit)));
  return changed.reduce((record, unit) => cutter.take(record, after, unit), present);
}

function composeChanges<T>(
  first: Record<string, Change<T>>,
  second: Record<string, Change<T>>,
): Record<string, Change<T>> {
  const result = { ...first };
  for (const [id, change] of Object.entries(second)) {
    const before = (first[id] ?? change).before;
    if (canonicalJson(before) === canonicalJson(change.after)) delete result[id];
    else result[id] = { before, after: change.after };
  }
  return result;
}

function withoutDangling(edges: Record<string, Edge>, steps: Record<string, Step>): Record<string, Edge> {
  const whole = Object.entries(edges).filter(
    ([, edge]) => steps[edge.from.step] !== undefined && steps[edge.to.step] !== undefined,
  );
  return Object.fromEntries(whole);
}
