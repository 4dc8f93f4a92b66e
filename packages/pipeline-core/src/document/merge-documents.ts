import { canonicalJson } from '../json';
import { applyDiff, type Change, type DocumentDiff, diffDocuments } from './diff';
import type { PipelineDocument } from './pipeline-document';

/** A record both sides changed, each differently. */
export type MergeConflict = { part: 'steps' | 'edges' | 'notes'; id: string };
export type MergeResult = { document: PipelineDocument; conflicts: MergeConflict[] };

/**
 * Merges by record: `mine` is put on top of `theirs`. Where both changed the same record differently, theirs stays and
 * the record is named as a conflict. Edges whose end was deleted by the other side are dropped.
 */
export function mergeDocuments(o: {
  base: PipelineDocument;
  mine: PipelineDocument;
  theirs: PipelineDocument;
}): MergeResult {
  const mine = diffDocuments(o.base, o.mine);
  const theirs = diffDocuments(o.base, o.theirs);
  const conflicts: MergeConflict[] = [];
  const keep = <T>(
    part: MergeConflict['part'],
    own: Record<string, Change<T>>,
    other: Record<string, Change<T>>,
  ): Record<string, Change<T>> =>
    Object.fromEntries(
      Object.entries(own).filter(([id, change]) => {
        const opposite = other[id];
        if (opposite === undefined) return true;
        const same = canonicalJson(opposite.after) === canonicalJson(change.after);
        if (!same) conflicts.push({ part, id });
        return false;
      }),
    );
  const diff: DocumentDiff = {
    steps: keep('steps', mine.steps, theirs.steps),
    edges: keep('edges', mine.edges, theirs.edges),
    notes: keep('notes', mine.notes, theirs.notes),
    seed: theirs.seed === null ? mine.seed : null,
  };
  return { document: dropLooseEdges(applyDiff(o.theirs, diff)), conflicts };
}

function dropLooseEdges(document: PipelineDocument): PipelineDocument {
  const edges = Object.entries(document.edges).filter(
    ([, edge]) => document.steps[edge.from.step] !== undefined && document.steps[edge.to.step] !== undefined,
  );
  return { ...document, edges: Object.fromEntries(edges) };
}
