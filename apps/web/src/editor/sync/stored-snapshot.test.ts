import { applyOperation, emptyDocument, emptyHistory, pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import { stepIdSchema } from '@millrace/pipeline-core/ids';
import { describe, expect, it } from 'vitest';
import { findRecoverable } from './recovery';
import { readSnapshot, type StoredSnapshot, upgradeSnapshot } from './stored-snapshot';

const step = (id: string) => ({ id, type: 'sample-data', version: 1, position: { x: 0, y: 0 } });
const saved = pipelineDocumentSchema.parse({ v: 1, steps: { a: step('a'), b: step('b') }, edges: {} });
const mine = applyOperation(applyOperation(saved, { op: 'rename', step: stepIdSchema.parse('a'), title: 'Mine' }), {
  op: 'remove',
  steps: [stepIdSchema.parse('b')],
  edges: [],
  notes: [],
});
const row = (o: { base: StoredSnapshot['base']; revision: number }): StoredSnapshot => ({
  pipeline: 'p',
  tab: 'one',
  sitting: 'one',
  at: 1,
  document: mine,
  history: emptyHistory,
  state: 'unsaved',
  ...o,
});

describe('snapshots of an older workbench', () => {
  it('of the first version count as unsaved edits of no known tab', () => {
    const first = { pipeline: 'p', at: 1, revision: 4, document: mine };
    expect(upgradeSnapshot(first)).toEqual({
      ...row({ base: null, revision: 4 }),
      tab: 'first-version',
      sitting: 'first-version',
    });
  });

  it('of the second keep what they say; their tab is their sitting', () => {
    const { sitting: _, ...second } = { ...row({ base: saved, revision: 4 }), tab: 'two', state: 'left' };
    expect(upgradeSnapshot(second)).toEqual({ ...second, sitting: 'two' });
  });

  it('are left out when they are none', () => {
    expect([upgradeSnapshot(null), upgradeSnapshot({ at: 1 })]).toEqual([null, null]);
  });

  it('are told from what the server has, when that is still their revision', () => {
    const snapshot = readSnapshot(row({ base: null, revision: 4 }), { document: saved, revision: 4 });
    expect(findRecoverable([snapshot], saved).map(({ document }) => document)).toEqual([mine]);
  });

  it('only add to a newer revision, and ask about the rest', () => {
    const snapshot = readSnapshot(row({ base: null, revision: 3 }), { document: saved, revision: 4 });
    expect(snapshot.base).toEqual(emptyDocument);
    const [found] = findRecoverable([snapshot], saved);
    expect(Object.keys(found?.document.steps ?? {})).toEqual(['a', 'b']);
    expect(found?.conflicts).toMatchObject([{ part: 'steps', id: 'a', unit: 'title' }]);
  });
});
