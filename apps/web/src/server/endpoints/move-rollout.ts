import { getRollout, listMoves, moveRollout, type Rollout } from '@millrace/db';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { writtenReasonSchema } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { projectAction } from '../use-case';
import { minuteOf, nameActor } from './name-actor';

export const moveRolloutSchema = z.object({
  id: z.uuid(),
  kind: z.enum(['paused', 'resumed', 'next', 'all', 'aborted']),
  /** Number of the last move that the person saw: what happened since is not undone unseen. */
  seen: z.number().int(),
  /** Why all traffic moves before its steps are over; other moves need none. */
  reason: writtenReasonSchema.optional(),
});

/** Pauses, resumes, takes the next step, sends all traffic, or takes the release back. */
export const moveRolloutUseCase = projectAction('deploy', moveRolloutSchema, async ({ project, actor }, input) => {
  const rollout = await getRollout(database(), { projectId: project.id, id: input.id });
  if (rollout === null) throw notFound('rollout');
  const { id, kind, seen, reason } = input;
  if (kind === 'all' && reason === undefined) {
    throw new Refusal('invalid', 'Sending all traffic at once needs a reason.', 'Say in a sentence why this is right.');
  }
  const moved = await moveRollout(database(), { id, kind, seen, actor, ...(reason === undefined ? {} : { reason }) });
  if (!moved.ok) throw await movedMeanwhile(project.id, rollout);
  const { status, step, moves, plan } = moved.value;
  return { status, step, moves, percent: status === 'aborted' ? 0 : (plan.steps[step]?.percent ?? 0) };
});

const done = {
  started: 'started it',
  next: 'took the next step',
  all: 'sent all traffic to the new release',
  paused: 'paused it',
  resumed: 'let it go on',
  aborted: 'aborted it',
  'rolled-back': 'rolled the endpoint back',
} as const;

/** Tells the one who comes second what happened, who did it and when. */
async function movedMeanwhile(projectId: ProjectId, rollout: Rollout): Promise<Refusal> {
  const [last] = await listMoves(database(), [rollout]);
  const next = 'Look at where it stands now, then decide again.';
  if (last === undefined) return new Refusal('conflict', 'This rollout has moved meanwhile.', next);
  const who = last.actor === null ? 'Its rules' : await nameActor(database(), projectId, last.actor);
  const at = minuteOf(last.at);
  return new Refusal('conflict', `This rollout has moved meanwhile: ${who} ${done[last.kind]} on ${at} UTC.`, next);
}
