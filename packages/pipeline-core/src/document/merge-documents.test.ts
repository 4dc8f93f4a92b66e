import { describe, expect, it } from 'vitest';
import { stepIdSchema } from '../ids';
import { applyOperation } from './apply-operation';
import { meaningHash } from './document-hash';
import { mergeDocuments } from './merge-documents';
import { emptyDocument, type PipelineDocument, type Step } from './pipeline-document';

const step = (id: string): Step => ({
  id: stepIdSchema.parse(id),
  type: 'filter-rows',
  version: 1,
  title: id,
  params: {},
  position: { x: 0, y: 0 },
  disabled: false,
});
const base: PipelineDocument = { ...emptyDocument, steps: { a: step('a'), b: step('b') } };
const rename = (document: PipelineDocument, id: string, title: string) =>
  applyOperation(document, { op: 'rename', step: stepIdSchema.parse(id), title });

describe('mergeDocuments', () => {
  it('joins edits of different steps', () => {
    const merged = mergeDocuments({ base, mine: rename(base, 'a', 'mine'), theirs: rename(base, 'b', 'theirs') });
    expect([merged.document.steps.a?.title, merged.document.steps.b?.title, merged.conflicts]).toEqual([
      'mine',
      'theirs',
      [],
    ]);
  });

  it('keeps theirs and names the step where both changed it', () => {
    const merged = mergeDocuments({ base, mine: rename(base, 'a', 'mine'), theirs: rename(base, 'a', 'theirs') });
    expect([merged.document.steps.a?.title, merged.conflicts]).toEqual(['theirs', [{ part: 'steps', id: 'a' }]]);
  });
});

describe('meaningHash', () => {
  it('does not change when a step moves and changes with a title', () => {
    const moved = applyOperation(base, { op: 'move', positions: { a: { x: 5, y: 5 } } });
    expect(meaningHash(moved)).toBe(meaningHash(base));
    expect(meaningHash(rename(base, 'a', 'other'))).not.toBe(meaningHash(base));
  });
});
