import { emptyDocument } from '@millrace/pipeline-core/document';
import { edgeIdSchema } from '@millrace/pipeline-core/ids';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createEditorStore } from '../store/editor-store';
import { peekTiming } from './peek-timing';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open() {
  const store = createEditorStore({ saved: { document: emptyDocument, revision: 1 }, editable: true, canRun: true });
  peekTiming(store).open({ edge: edgeIdSchema.parse('e'), at: { x: 0, y: 0 } }, 400);
  return { timing: peekTiming(store), shown: () => store.getState().peek !== null };
}

it('stays closed when the pointer only crosses the line, and open while it is on the box', () => {
  const crossed = open();
  crossed.timing.close(250);
  vi.runAllTimers();
  expect(crossed.shown()).toBe(false);
  const { timing, shown } = open();
  vi.advanceTimersByTime(400);
  timing.close(250);
  timing.keep();
  vi.runAllTimers();
  expect(shown()).toBe(true);
});

it('closes behind a pointer that crosses the box faster than any pause', () => {
  const { timing, shown } = open();
  vi.advanceTimersByTime(400);
  timing.close(250);
  timing.keep();
  timing.close(120);
  vi.runAllTimers();
  expect(shown()).toBe(false);
});
