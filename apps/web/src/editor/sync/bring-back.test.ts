import { applyOperation, emptyHistory, type Operation, pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import { expect, it } from 'vitest';
import { createEditorStore } from '../store/editor-store';
import type { Conflict } from './autosave';
import { bringBack } from './bring-back';
import type { Recoverable } from './recovery';

const base = pipelineDocumentSchema.parse({
  v: 1,
  steps: { a: { id: 'a', type: 'sample-data', version: 1, position: { x: 0, y: 0 } } },
  edges: {},
});
const renamed = (title: string) => applyOperation(base, { op: 'rename', step: 'a', title } satisfies Operation);

/** Edits that were never saved are brought back onto what the server has by now. */
function bringBackOnto(server: typeof base) {
  const store = createEditorStore({ saved: { document: server, revision: 2 }, editable: true, canRun: true });
  const snapshot = {
    pipeline: 'p',
    tab: 'one',
    sitting: 'first',
    at: 1,
    revision: 1,
    base,
    document: renamed('Mine'),
    history: emptyHistory,
    state: 'unsaved' as const,
  };
  const one: Recoverable = { snapshot, document: snapshot.document, conflicts: [] };
  const asked: Conflict[] = [];
  const settled: Recoverable[] = [];
  bringBack({ store, one, ask: (conflict) => asked.push(conflict), settle: (each) => settled.push(each) });
  return { store, one, asked, settled };
}

it('is settled at once where nothing is in the way', () => {
  const { store, one, asked, settled } = bringBackOnto(base);
  expect(store.getState().document.steps).toMatchObject({ a: { title: 'Mine' } });
  expect(asked).toEqual([]);
  expect(settled).toEqual([one]);
});

it('is settled by the answer where somebody changed the same, not by the question', () => {
  const { store, one, asked, settled } = bringBackOnto(renamed('Theirs'));
  expect(store.getState().document.steps).toMatchObject({ a: { title: 'Theirs' } });
  expect(asked).toMatchObject([{ mine: { steps: { a: { title: 'Mine' } } } }]);
  expect(settled).toEqual([]);
  asked[0]?.answered?.();
  expect(settled).toEqual([one]);
});
