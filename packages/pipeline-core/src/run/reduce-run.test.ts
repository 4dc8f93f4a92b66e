import { describe, expect, it } from 'vitest';
import { initialRunState, type RunEvent, type RunState, reduceRun, runEventSchema } from '.';

const at = '2026-01-01T00:00:00.000Z';

/** `0 running`, `paused`…, numbered from 1. */
function play(state: RunState, ...events: string[]): RunState {
  return events.reduce((current, text) => {
    const [first = '', kind] = text.split(' ');
    const seq = current.seq + 1;
    const event: RunEvent = runEventSchema.parse(
      kind === undefined ? { seq, at, kind: first } : { seq, at, kind, idx: Number(first), attempt: 1 },
    );
    const reduced = reduceRun(current, event);
    if (!reduced.ok) throw new Error(reduced.why);
    return reduced.state;
  }, state);
}

const statuses = (state: RunState) => state.steps.map((step) => step.status).join(' ');

/** 0 -> 1 -> 3, 0 -> 2 -> 3 */
const diamond = initialRunState(4, [
  [0, 1],
  [0, 2],
  [1, 3],
  [2, 3],
]);

describe('reduceRun', () => {
  it('releases a child when its last parent is done', () => {
    expect(statuses(diamond)).toBe('ready waiting waiting waiting');
    const one = play(diamond, 'run-started', '0 running', '0 succeeded', '1 running', '2 cached');
    expect(statuses(one)).toBe('succeeded running cached waiting');
    expect(statuses(play(one, '1 succeeded'))).toBe('succeeded succeeded cached ready');
  });

  it('holds and lets go in a paused run', () => {
    const paused = play(diamond, 'run-started', '0 running', 'paused', '0 succeeded');
    expect(statuses(paused)).toBe('succeeded held held waiting');
    expect(statuses(play(paused, 'resumed'))).toBe('succeeded ready ready waiting');
  });

  it('goes back to ready for another try and keeps the attempt', () => {
    const again = play(
      diamond,
      'run-started',
      '0 running',
      '0 ready',
      '0 running',
      '0 failed',
      '1 skipped',
      '2 skipped',
      '3 skipped',
      'run-failed',
    );
    expect(again.steps[0]).toMatchObject({ status: 'failed', attempt: 1, finishedAt: at });
    expect(again.status).toBe('failed');
  });

  it('ends as cancelled', () => {
    const ended = play(
      diamond,
      'run-started',
      '0 running',
      '1 cancelled',
      '2 cancelled',
      '3 cancelled',
      'cancel-requested',
      '0 cancelled',
      'run-cancelled',
    );
    expect(ended).toMatchObject({ status: 'cancelled', cancelRequested: true, finishedAt: at });
  });

  it('takes each event once and asks for what is missing', () => {
    const state = play(diamond, 'run-started');
    expect(reduceRun(state, { seq: 1, at, kind: 'run-started' })).toEqual({ ok: false, why: 'again' });
    expect(reduceRun(state, { seq: 3, at, kind: 'paused' })).toEqual({ ok: false, why: 'gap' });
  });
});
