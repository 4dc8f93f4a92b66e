import { emptyDocument } from '@millrace/pipeline-core/document';
import { describe, expect, it } from 'vitest';
import { createEditorStore } from '../store/editor-store';
import { readAddress, withoutAdd, writeAddress } from './address';
import { startRun } from './start-run';

function open() {
  const store = createEditorStore({ saved: { document: emptyDocument, revision: 1 }, editable: true, canRun: true });
  const done: string[] = [];
  const say = (what: string) => async () => void done.push(`${what}, showing ${store.getState().pinnedRun}`);
  const start = async () => {
    await say('start')();
    return { number: 8 };
  };
  return { store, done, options: { store, save: say('save'), start, refresh: say('refresh') } };
}

describe('starting a run', () => {
  it('shows the new run instead of the one of the address, once it is known', async () => {
    const { store, done, options } = open();
    store.getState().show({ pinnedRun: 'old' });
    expect(writeAddress('?run=old&x=1', store.getState())).toBe('run=old&x=1');
    await startRun(options, {});
    expect(done.at(-1)).toBe('refresh, showing old');
    expect(store.getState()).toMatchObject({ pinnedRun: null, awaitedRun: 8 });
    expect(writeAddress('?run=old&x=1', store.getState())).toBe('x=1');
    expect(readAddress('?run=old&tab=log')).toEqual({ node: null, tab: 'log', run: 'old', followed: null, add: null });
    const model = 'a'.repeat(64);
    expect(readAddress(`?run=old&add=evaluate&model=${model}`).add).toEqual({ type: 'evaluate', model });
    expect(withoutAdd(`?run=old&add=evaluate&model=${model}`)).toBe('run=old');
  });

  it('does not run a draft that is not saved, and keeps showing what it showed', async () => {
    for (const kind of ['offline', 'refused', 'signed-out'] as const) {
      const { store, done, options } = open();
      store.getState().show({ pinnedRun: 'old', saveState: { kind, message: 'not now' } });
      await expect(startRun(options, {})).rejects.toThrow('not now');
      expect([done, store.getState().pinnedRun]).toEqual([['save, showing old'], 'old']);
    }
  });
});
