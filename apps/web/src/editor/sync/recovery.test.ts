import { applyOperation, emptyHistory, type Operation, pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import { stepIdSchema } from '@millrace/pipeline-core/ids';
import { describe, expect, it } from 'vitest';
import { createEditorStore } from '../store/editor-store';
import { findHistory, findRecoverable } from './recovery';
import { startKeeper } from './snapshot-keeper';
import type { Snapshot } from './snapshots';

const base = pipelineDocumentSchema.parse({
  v: 1,
  steps: {
    a: { id: 'a', type: 'sample-data', version: 1, position: { x: 0, y: 0 } },
    b: { id: 'b', type: 'split-rows', version: 1, position: { x: 280, y: 0 } },
  },
  edges: {},
});
const rename = (step: string, title: string): Operation => ({ op: 'rename', step, title });
const set = (params: Record<string, number>): Operation => ({ op: 'set-params', step: 'b', params });
const apply = (...operations: Operation[]) => operations.reduce(applyOperation, base);
const snapshot = (at: number, mine: ReturnType<typeof apply>, more: Partial<Snapshot> = {}): Snapshot => ({
  pipeline: 'p',
  tab: 'one',
  at,
  revision: 1,
  base,
  document: mine,
  history: emptyHistory,
  state: 'unsaved',
  ...more,
});

function open() {
  const store = createEditorStore({ saved: { document: base, revision: 1 }, editable: true, canRun: true });
  const kept: Snapshot[] = [];
  const keep = (one: Snapshot) => void kept.push(one);
  const keeper = startKeeper({ store, pipeline: 'p', tab: 'one', now: () => 5, keep, pause: 1e6 });
  const edit = (title: string) => store.getState().edit(rename(stepIdSchema.parse('a'), title));
  return { store, kept, keeper, edit };
}

describe('snapshots', () => {
  it('are kept when the editor is left before the pause is over', () => {
    const { kept, keeper, edit } = open();
    edit('Mine');
    expect(kept).toEqual([]);
    keeper.stop();
    expect(kept).toMatchObject([
      { state: 'unsaved', revision: 1, base, document: { steps: { a: { title: 'Mine' } } } },
    ]);
  });

  it('say when the server has them', () => {
    const { store, kept, keeper, edit } = open();
    edit('Mine');
    keeper.flush();
    store.getState().takeSaved({ document: store.getState().document, revision: 2 });
    expect(kept.map(({ state, revision, at }) => [state, revision, at])).toEqual([
      ['unsaved', 1, 5],
      ['saved', 2, 6],
    ]);
    keeper.stop();
  });
});

describe('recovery', () => {
  it('offers unsaved edits whatever was saved since, put on it', () => {
    const theirs = apply(rename('a', 'Theirs'), set({ train: 0.6 }));
    const [found] = findRecoverable([snapshot(1, apply(set({ test: 0.3 })))], theirs);
    expect(found?.document).toEqual(apply(rename('a', 'Theirs'), set({ train: 0.6, test: 0.3 })));
    expect(found?.conflicts).toEqual([]);
  });

  it('offers the last of each tab, newest first, and none that arrived', () => {
    const other = { tab: 'two' };
    const found = findRecoverable(
      [
        snapshot(1, apply(rename('a', 'old'))),
        snapshot(4, apply(rename('a', 'new'))),
        snapshot(2, apply(rename('b', 'two')), other),
        snapshot(3, apply(rename('b', 'saved')), { tab: 'three' }),
        snapshot(5, apply(rename('b', 'saved')), { tab: 'three', state: 'saved' }),
        snapshot(6, apply(rename('b', 'there')), { tab: 'four' }),
      ],
      apply(rename('b', 'there')),
    );
    expect(found.map((one) => one.snapshot.at)).toEqual([4, 2]);
  });

  it('offers nothing twice that the person left', () => {
    expect(findRecoverable([snapshot(1, apply(rename('a', 'x')), { state: 'left' })], base)).toEqual([]);
  });

  it('names what both changed instead of leaving it out', () => {
    const [found] = findRecoverable([snapshot(1, apply(set({ train: 0.5 })))], apply(set({ train: 0.6 })));
    expect(found).toMatchObject({ conflicts: [{ part: 'steps', id: 'b', unit: 'param train' }] });
  });
});

describe('undo after a reload', () => {
  it('is what this tab could undo of what the server has', () => {
    const { store, kept, keeper, edit } = open();
    edit('Mine');
    store.getState().takeSaved({ document: store.getState().document, revision: 2 });
    edit('Lost');
    keeper.stop();
    const present = apply(rename('a', 'Mine'));
    const history = findHistory(kept, { tab: 'one', present });
    expect(history?.undo).toHaveLength(1);
    expect(findHistory(kept, { tab: 'two', present })).toBeNull();

    const again = createEditorStore({ saved: { document: present, revision: 2 }, editable: true, canRun: true });
    if (history !== null) again.getState().takeHistory(history);
    expect(again.getState().undo()).toBe('rename');
    expect(again.getState().document).toEqual(base);
  });
});
