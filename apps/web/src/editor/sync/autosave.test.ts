import { type MergeConflict, pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import { stepIdSchema } from '@millrace/pipeline-core/ids';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createEditorStore } from '../store/editor-store';
import { type AutosaveOptions, type SaveAnswer, startAutosave } from './autosave';

const document = pipelineDocumentSchema.parse({
  v: 1,
  steps: {
    a: { id: 'a', type: 'sample-data', version: 1, position: { x: 0, y: 0 } },
    b: { id: 'b', type: 'split-rows', version: 1, position: { x: 280, y: 0 } },
  },
  edges: {},
});
const id = (text: string) => stepIdSchema.parse(text);

const kindOf = (text: string) =>
  text.includes('away') ? 'offline' : text.includes('session') ? 'signed-out' : 'refused';

function open(answers: (SaveAnswer | Error)[], pause = 1e6) {
  const store = createEditorStore({ saved: { document, revision: 1 }, editable: true, canRun: true });
  const sent: Parameters<AutosaveOptions['send']>[0][] = [];
  const conflicts: MergeConflict[] = [];
  let gate: Promise<void> | undefined;
  /** Answers wait from now on until the function it gives is called. */
  const hold = (): (() => void) => {
    let release = () => {};
    gate = new Promise((resolve) => {
      release = resolve;
    });
    return release;
  };
  const autosave = startAutosave({
    store,
    pause,
    now: () => 7,
    async send(save) {
      sent.push(save);
      await gate;
      const answer = answers.shift();
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error('no more answers');
      return answer;
    },
    explain: (error) => ({ kind: kindOf(String(error)), message: String(error) }),
    onConflict: (conflict) => void conflicts.push(...conflict.conflicts),
  });
  return { store, autosave, sent, conflicts, hold };
}

describe('autosave', () => {
  it('sends the draft with its base revision and takes the new one', async () => {
    const { store, autosave, sent } = open([{ outcome: 'saved', revision: 2 }]);
    await autosave.saveNow();
    expect(sent).toEqual([]);
    store.getState().edit({ op: 'rename', step: id('a'), title: 'Rows' });
    expect(store.getState().saveState.kind).toBe('unsaved');
    await autosave.saveNow();
    expect(sent[0]).toMatchObject({ baseRevision: 1, deletedSteps: [] });
    expect(store.getState().saved.revision).toBe(2);
    expect(store.getState().saveState).toEqual({ kind: 'saved', at: 7 });
    autosave.stop();
  });

  it('puts our edits on top of what somebody else saved, and saves again', async () => {
    const theirs = { ...document, seed: 99 };
    const { store, autosave, sent, conflicts } = open([
      { outcome: 'stale', pipeline: { document: theirs, revision: 5 } },
      { outcome: 'saved', revision: 6 },
    ]);
    store.getState().edit({ op: 'rename', step: id('a'), title: 'Rows' });
    await autosave.saveNow();
    expect(sent.map(({ baseRevision }) => baseRevision)).toEqual([1, 5]);
    expect(sent[1]?.document).toMatchObject({ seed: 99, steps: { a: { title: 'Rows' } } });
    expect(conflicts).toEqual([]);
    autosave.stop();
  });

  it('asks where both changed the same thing of a step, and about nothing else', async () => {
    const step = document.steps.a;
    const theirs = { ...document, steps: { ...document.steps, ...(step ? { a: { ...step, title: 'Theirs' } } : {}) } };
    const { store, autosave, conflicts } = open([
      { outcome: 'stale', pipeline: { document: theirs, revision: 5 } },
      { outcome: 'saved', revision: 6 },
    ]);
    store.getState().edit({ op: 'rename', step: id('a'), title: 'Mine' });
    store.getState().edit({ op: 'move', positions: { a: { x: 8, y: 8 } } });
    await autosave.saveNow();
    expect(conflicts).toEqual([{ part: 'steps', id: 'a', unit: 'title' }]);
    expect(store.getState().document.steps.a?.title).toBe('Theirs');
    autosave.stop();
  });

  it('keeps the edits and says so while the server is away, and says when it refuses', async () => {
    const { store, autosave } = open([new Error('away'), new Error('no'), { outcome: 'saved', revision: 2 }]);
    store.getState().edit({ op: 'remove', steps: [id('a')] });
    await autosave.saveNow();
    expect(store.getState().saveState.kind).toBe('offline');
    await autosave.saveNow();
    expect(store.getState().saveState.kind).toBe('refused');
    await autosave.saveNow();
    expect(store.getState().saveState.kind).toBe('saved');
    autosave.stop();
  });

  it('tells the server that missing steps were deleted by hand', async () => {
    const { store, autosave, sent } = open([{ outcome: 'saved', revision: 2 }]);
    store.getState().edit({ op: 'remove', steps: [id('a')] });
    await autosave.saveNow();
    expect(sent[0]?.deletedSteps).toEqual(['a']);
    autosave.stop();
  });

  it('sends one save at a time whoever waits for it, and never merges with itself', async () => {
    const { store, autosave, sent, conflicts, hold } = open([
      { outcome: 'saved', revision: 2 },
      { outcome: 'saved', revision: 3 },
    ]);
    const release = hold();
    store.getState().edit({ op: 'rename', step: id('a'), title: 'One' });
    const first = autosave.saveNow();
    store.getState().edit({ op: 'rename', step: id('a'), title: 'Two' });
    const waiting = [autosave.saveNow(), autosave.saveNow()];
    release();
    await Promise.all([first, ...waiting]);
    expect(sent.map(({ baseRevision }) => baseRevision)).toEqual([1, 2]);
    expect([store.getState().saved.revision, conflicts]).toEqual([3, []]);
    autosave.stop();
  });

  it('knows its own save again when only the answer was lost', async () => {
    const { store, autosave, sent, conflicts } = open([
      new Error('away'),
      { outcome: 'stale', pipeline: { document: arrived(), revision: 2 } },
      { outcome: 'saved', revision: 3 },
    ]);
    store.getState().edit({ op: 'rename', step: id('a'), title: 'Arrived' });
    await autosave.saveNow();
    store.getState().edit({ op: 'rename', step: id('a'), title: 'Later' });
    await autosave.saveNow();
    expect(conflicts).toEqual([]);
    expect(sent.at(-1)).toMatchObject({ baseRevision: 2, document: { steps: { a: { title: 'Later' } } } });
    autosave.stop();
  });
});

function arrived() {
  const step = document.steps.a;
  return { ...document, steps: { ...document.steps, ...(step ? { a: { ...step, title: 'Arrived' } } : {}) } };
}

describe('a save that failed', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is tried again by itself after growing pauses while the server is in trouble', async () => {
    const away = Array.from({ length: 3 }, () => new Error('away'));
    const { store, autosave, sent } = open([...away, { outcome: 'saved', revision: 2 }]);
    store.getState().edit({ op: 'rename', step: id('a'), title: 'Rows' });
    await autosave.saveNow();
    const counts: number[] = [];
    for (const pause of [2_000, 3_999, 1, 8_000]) {
      await vi.advanceTimersByTimeAsync(pause);
      counts.push(sent.length);
    }
    expect(counts).toEqual([2, 2, 3, 4]);
    expect(store.getState().saveState.kind).toBe('saved');
    autosave.stop();
  });

  it('is not hurried by typing, but by the window coming back', async () => {
    const { store, autosave, sent } = open([new Error('away'), { outcome: 'saved', revision: 2 }], 100);
    store.getState().edit({ op: 'rename', step: id('a'), title: 'Rows' });
    await autosave.saveNow();
    store.getState().edit({ op: 'rename', step: id('a'), title: 'Rows 2' });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sent).toHaveLength(1);
    autosave.tryAgain();
    await vi.advanceTimersByTimeAsync(0);
    expect([sent.length, store.getState().saveState.kind]).toEqual([2, 'saved']);
    autosave.stop();
  });

  it('waits for the sign-in when the session has ended, and for the person when refused', async () => {
    const { store, autosave, sent } = open([new Error('session'), new Error('no')]);
    store.getState().edit({ op: 'rename', step: id('a'), title: 'Rows' });
    await autosave.saveNow();
    await vi.advanceTimersByTimeAsync(600_000);
    expect([sent.length, store.getState().saveState.kind]).toEqual([1, 'signed-out']);
    autosave.tryAgain();
    await vi.advanceTimersByTimeAsync(600_000);
    autosave.tryAgain();
    await vi.advanceTimersByTimeAsync(600_000);
    expect([sent.length, store.getState().saveState.kind]).toEqual([2, 'refused']);
    autosave.stop();
  });
});
