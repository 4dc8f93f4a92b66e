import type { RunId } from '@millrace/pipeline-core/ids';
import {
  initialRunState,
  type RunState,
  reduceRun,
  runEventSchema,
  runStatusSchema,
  type StepStatus,
  stepStatusSchema,
} from '@millrace/pipeline-core/run';
import { z } from 'zod';
import type { Queryable } from './calls';

const rowSchema = z.object({
  status: runStatusSchema,
  paused: z.boolean(),
  steps: z.array(stepStatusSchema),
  edges: z.array(z.tuple([z.number(), z.number()])),
  events: z.array(z.unknown()),
});

/**
 * Tells a run once more from its events, by the rules of the domain, and lists where the database says otherwise: the
 * transitions are written twice, in SQL and as `reduceRun`, and must agree. Empty is good.
 */
export async function replayRun(on: Queryable, runId: RunId): Promise<string[]> {
  const { rows } = await on.query({
    name: '',
    text: `select r.status, r.paused,
        (select coalesce(jsonb_agg(s.status order by s.idx),'[]') from step_run s where s.run_id=r.id) steps,
        (select coalesce(jsonb_agg(jsonb_build_array(e.parent,e.child)),'[]') from step_edge e where e.run_id=r.id) edges,
        (select coalesce(jsonb_agg(jsonb_strip_nulls(to_jsonb(v)) order by v.seq),'[]') from run_event v where v.run_id=r.id) events
      from run r where r.id=$1`,
    values: [runId],
  });
  const run = rowSchema.parse(rows[0]);
  const told = run.events.reduce<RunState>(next, initialRunState(run.steps.length, run.edges));
  const found = run.steps.flatMap((status, idx) => {
    const expected = told.steps[idx]?.status ?? 'waiting';
    return alike(status) === alike(expected) ? [] : `step ${idx} is ${status}, by its events ${expected}`;
  });
  if (run.status !== told.status) found.push(`it is ${run.status}, by its events ${told.status}`);
  if (run.paused !== told.paused) found.push(`it is ${run.paused ? '' : 'not '}paused, by its events otherwise`);
  return found;
}

function next(state: RunState, row: unknown): RunState {
  const event = runEventSchema.parse(row);
  const reduced = reduceRun(state, event);
  if (!reduced.ok) throw new Error(`event ${event.seq} comes ${reduced.why === 'gap' ? 'after a gap' : 'again'}`);
  return reduced.state;
}

/** A step that could run but is held back by the limit of its run tells nobody. */
function alike(status: StepStatus): StepStatus {
  return status === 'held' ? 'ready' : status;
}
