import { emptyDocument } from '@millrace/pipeline-core/document';
import { edgeIdSchema } from '@millrace/pipeline-core/ids';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createEditorStore } from '../store/editor-store';
import { peekTiming } from './peek-timing';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open() {
  const store = createEditorStore({ saved: { document: emptyDocument, revision: 1 }, editable: true, canRun: true });
  const peek = { edge: edgeIdSchema.parse('e'), at: { x: 0, y: 0 } };
  peekTiming(store).open(peek, 400);
  return { peek, timing: peekTiming(store), shown: () => store.getState().peek !== null };
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

it('opens only once the pointer rests, and stays where it opened while the pointer goes on', () => {
  const { peek, timing, shown } = open();
  for (let at = 0; at < 5; at++) {
    vi.advanceTimersByTime(300);
    timing.move({ ...peek, at: { x: at, y: 0 } }, 400);
  }
  expect(shown()).toBe(false);
  vi.advanceTimersByTime(400);
  expect(shown()).toBe(true);
  timing.move({ ...peek, at: { x: 90, y: 0 } }, 400);
  expect(vi.getTimerCount()).toBe(0);
});
