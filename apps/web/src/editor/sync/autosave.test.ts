import { pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import { stepIdSchema } from '@millrace/pipeline-core/ids';
import { describe, expect, it } from 'vitest';
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

function open(answers: (SaveAnswer | Error)[]) {
  const store = createEditorStore({ saved: { document, revision: 1 }, editable: true, canRun: true });
  const sent: Parameters<AutosaveOptions['send']>[0][] = [];
  const conflicts: number[] = [];
  const autosave = startAutosave({
    store,
    pause: 1e6,
    now: () => 7,
    async send(save) {
      sent.push(save);
      const answer = answers.shift();
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error('no more answers');
      return answer;
    },
    explain: (error) => ({ retry: String(error).includes('away'), message: String(error) }),
    onConflict: (conflict) => void conflicts.push(conflict.conflicts.length),
  });
  return { store, autosave, sent, conflicts };
}

describe('autosave', () => {
  it('sends the draft with its base revision and takes the new one', async () => {
    const { store, autosave, sent } = open([{ outcome: 'saved', revision: 2 }]);
    await autosave.saveNow();
    expect(sent).toEqual([]);
    store.getState().edit({ op: 'rename', step: id('a'), title: 'Rows' });
    expect(store.getState().saveState.kind).toBe('unsaved');
    await autosave.saveNow();
    expect(sent[0]).toMatchObject({ baseRevision: 1, deletesSteps: false });
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

  it('asks where both changed the same step', async () => {
    const step = document.steps.a;
    const theirs = { ...document, steps: { ...document.steps, ...(step ? { a: { ...step, title: 'Theirs' } } : {}) } };
    const { store, autosave, conflicts } = open([
      { outcome: 'stale', pipeline: { document: theirs, revision: 5 } },
      { outcome: 'saved', revision: 6 },
    ]);
    store.getState().edit({ op: 'rename', step: id('a'), title: 'Mine' });
    await autosave.saveNow();
    expect(conflicts).toEqual([1]);
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
    expect(sent[0]?.deletesSteps).toBe(true);
    autosave.stop();
  });
});
