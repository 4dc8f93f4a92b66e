import { applyOperation, emptyHistory, type Operation, pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import { stepIdSchema } from '@millrace/pipeline-core/ids';
import { describe, expect, it } from 'vitest';
import { createEditorStore } from '../store/editor-store';
import { findArrived, findHistory, findRecoverable } from './recovery';
import type { Snapshot } from './snapshot';
import { startKeeper } from './snapshot-keeper';

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
  sitting: 'first',
  at,
  revision: 1,
  base,
  document: mine,
  history: emptyHistory,
  state: 'unsaved',
  ...more,
});

/** An editor of tab one: another sitting each time. Pass what is kept so far to open it again. */
function open(kept: Snapshot[] = []) {
  const store = createEditorStore({ saved: { document: base, revision: 1 }, editable: true, canRun: true });
  const keep = (one: Snapshot) => void kept.push(one);
  const [sitting, at] = [`sitting ${kept.length}`, 5 + 10 * kept.length];
  const keeper = startKeeper({ store, pipeline: 'p', tab: 'one', sitting, now: () => at, keep, pause: 1e6 });
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

  it('offers the last of each sitting, newest first, and none that arrived', () => {
    const present = apply(rename('b', 'there'));
    const snapshots = [
      snapshot(1, apply(rename('a', 'old'))),
      snapshot(4, apply(rename('a', 'new'))),
      snapshot(2, apply(rename('b', 'other tab')), { tab: 'two', sitting: 'second' }),
      snapshot(3, apply(rename('b', 'saved')), { sitting: 'third' }),
      snapshot(5, apply(rename('b', 'saved')), { sitting: 'third', state: 'saved' }),
      snapshot(6, apply(rename('b', 'there')), { sitting: 'fourth' }),
    ];
    expect(findRecoverable(snapshots, present).map((one) => one.snapshot.at)).toEqual([4, 2]);
    expect(findArrived(snapshots, present).map(({ at }) => at)).toEqual([6]);
  });

  it('still offers edits of before a reload once new ones are saved', () => {
    const before = open();
    before.edit('Never arrived');
    before.keeper.stop();
    const again = open(before.kept);
    again.store.getState().edit(set({ train: 0.6 }));
    again.keeper.flush();
    again.store.getState().takeSaved({ document: again.store.getState().document, revision: 2 });
    again.keeper.stop();

    expect(again.kept.map(({ tab, state }) => [tab, state])).toEqual([
      ['one', 'unsaved'],
      ['one', 'unsaved'],
      ['one', 'saved'],
    ]);
    const found = findRecoverable(again.kept, again.store.getState().document);
    expect(found.map(({ document }) => document)).toEqual([apply(rename('a', 'Never arrived'), set({ train: 0.6 }))]);
  });

  it('keeps the unsaved edits of a duplicated tab apart from those of the first', () => {
    const mine = snapshot(1, apply(rename('a', 'First')));
    const copy = snapshot(2, apply(rename('a', 'Copy')), { sitting: 'copy' });
    expect(findRecoverable([mine, copy], base).map((one) => one.snapshot)).toEqual([copy, mine]);
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
