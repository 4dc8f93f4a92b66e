import { applyOperation, type Operation, pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import { describe, expect, it } from 'vitest';
import { conflictText } from './conflict-text';
import { documentChanges } from './document-changes';

const base = pipelineDocumentSchema.parse({
  v: 1,
  steps: {
    data: { id: 'data', type: 'sample-data', version: 1, position: { x: 0, y: 0 } },
    split: { id: 'split', type: 'split-rows', version: 1, position: { x: 280, y: 0 } },
  },
  edges: { e: { id: 'e', from: { step: 'data', port: 'table' }, to: { step: 'split', port: 'table' } } },
});
const apply = (...operations: Operation[]) => operations.reduce(applyOperation, base);
const trees = { id: 'trees', type: 'gradient-boosted-trees', version: 1, position: { x: 560, y: 0 } };

describe('the way from one drawing to another', () => {
  it('names steps and settings, defaults included, and counts the rest', () => {
    const to = apply(
      { op: 'set-params', step: 'split', params: { train: 0.5 } },
      { op: 'move', positions: { split: { x: 9, y: 9 } } },
      { op: 'add', steps: [trees] },
      { op: 'remove', steps: ['data'] },
    );
    expect(documentChanges(base, to)).toEqual({
      steps: [
        { id: 'trees', kind: 'added', title: 'Gradient-boosted trees', details: [] },
        { id: 'data', kind: 'removed', title: 'Sample data', details: [] },
        {
          id: 'split',
          kind: 'changed',
          title: 'Split rows',
          details: [expect.stringMatching(/^\S.*: 0\.\d+ → 0\.5$/)],
        },
      ],
      lines: 1,
      notes: 0,
      moved: 0,
    });
    expect(documentChanges(base, apply({ op: 'move', positions: { data: { x: 1, y: 1 } } }))).toEqual({
      steps: [],
      lines: 0,
      notes: 0,
      moved: 1,
    });
  });
});

describe('a conflict in words', () => {
  it('names the setting and both values, or that one side has the step no more', () => {
    const mine = apply({ op: 'set-params', step: 'split', params: { train: 0.5 } });
    const text = conflictText({ part: 'steps', id: 'split', unit: 'param train' }, mine, base);
    expect(text).toEqual({
      about: expect.stringMatching(/ of Split rows$/),
      mine: '0.5',
      theirs: expect.stringMatching(/^0\.\d/),
    });
    const gone = apply({ op: 'remove', steps: ['split'] });
    expect(conflictText({ part: 'steps', id: 'split', unit: null }, mine, gone)).toEqual({
      about: 'Split rows',
      mine: 'there',
      theirs: 'not there',
    });
  });
});
