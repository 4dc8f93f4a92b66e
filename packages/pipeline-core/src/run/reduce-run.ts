import { assertNever } from '../exhaustive';
import type { RunEvent } from './run-event';
import { isFinal, type RunState, type StepState } from './run-state';

/** What came of an event: the next state; `again` for one already seen; `gap` when events in between are missing and must be read. */
export type Reduced = { ok: true; state: RunState } | { ok: false; why: 'again' | 'gap' };

/** The transition: state and next event give the next state. No effects, no clock. */
export function reduceRun(state: RunState, event: RunEvent): Reduced {
  if (event.seq <= state.seq) return { ok: false, why: 'again' };
  if (event.seq !== state.seq + 1) return { ok: false, why: 'gap' };
  return { ok: true, state: { ...applyEvent(state, event), seq: event.seq } };
}

function applyEvent(state: RunState, event: RunEvent): RunState {
  if ('idx' in event) return stepEvent(state, event);
  switch (event.kind) {
    case 'run-started':
      return { ...state, startedAt: event.at };
    case 'paused':
      return {
        ...state,
        paused: true,
        steps: state.steps.map((step) => (step.status === 'ready' ? { ...step, status: 'held' } : step)),
      };
    case 'resumed':
      return {
        ...state,
        paused: false,
        steps: state.steps.map((step) => (step.status === 'held' ? { ...step, status: 'ready' } : step)),
      };
    case 'cancel-requested':
      return { ...state, cancelRequested: true };
    case 'run-succeeded':
      return { ...state, status: 'succeeded', finishedAt: event.at };
    case 'run-failed':
      return { ...state, status: 'failed', finishedAt: event.at };
    case 'run-cancelled':
      return { ...state, status: 'cancelled', cancelRequested: true, finishedAt: event.at };
    default:
      return assertNever(event);
  }
}

function stepEvent(state: RunState, event: Extract<RunEvent, { idx: number }>): RunState {
  const before = state.steps[event.idx];
  if (before === undefined) return state;
  const after: StepState = {
    status: event.kind,
    attempt: event.attempt ?? before.attempt,
    startedAt: event.kind === 'running' ? event.at : before.startedAt,
    finishedAt: isFinal(event.kind) ? event.at : null,
  };
  const steps = state.steps.map((step, idx) => (idx === event.idx ? after : step));
  const done = event.kind === 'succeeded' || event.kind === 'cached';
  return { ...state, steps: done ? releaseChildren(steps, state, event.idx) : steps };
}

/** Children whose parents are all done become ready without an event of their own; in a paused run they are held. */
function releaseChildren(steps: StepState[], state: RunState, done: number): StepState[] {
  return steps.map((step, idx) => {
    const parents = state.parents[idx] ?? [];
    if (step.status !== 'waiting' || !parents.includes(done)) return step;
    const open = parents.some((parent) => !['succeeded', 'cached'].includes(steps[parent]?.status ?? 'waiting'));
    return open ? step : { ...step, status: state.paused ? 'held' : 'ready' };
  });
}
