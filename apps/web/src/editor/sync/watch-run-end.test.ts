import { emptyDocument } from '@millrace/pipeline-core/document';
import { runIdSchema } from '@millrace/pipeline-core/ids';
import { describe, expect, it } from 'vitest';
import { createEditorStore } from '../store/editor-store';
import type { RunView } from '../store/run-overlay-slice';
import { watchRunEnd } from './watch-run-end';

const id = runIdSchema.parse('00000000-0000-4000-8000-000000000001');

function watched() {
  const store = createEditorStore({ saved: { document: emptyDocument, revision: 1 }, editable: true, canRun: true });
  const told: number[] = [];
  watchRunEnd(store, ({ number }) => told.push(number));
  const see = (number: number, status: RunView['status']) => {
    const end = status === 'running' ? null : { seconds: 1, candidates: false, failed: null };
    store.getState().takeRun({ id, number, status, steps: 1, finished: 0, startedAt: 0, end }, {});
  };
  return { store, told, see };
}

describe('the end of a run', () => {
  it('is told once, of a run that was seen going on', () => {
    const { told, see } = watched();
    see(1, 'running');
    see(1, 'running');
    expect(told).toEqual([]);
    see(1, 'failed');
    see(1, 'failed');
    expect(told).toEqual([1]);
  });

  it('is told of a run started here that was over before it could be read', () => {
    const { store, told, see } = watched();
    store.getState().show({ awaitedRun: 2 });
    see(2, 'succeeded');
    see(2, 'succeeded');
    expect(told).toEqual([2]);
  });

  it('is not told of runs that were over when they were opened', () => {
    const { told, see } = watched();
    see(4, 'succeeded');
    see(3, 'failed');
    expect(told).toEqual([]);
  });
});
