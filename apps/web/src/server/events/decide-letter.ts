import { appendAudit, decideDeadLetter, decideDeadLetters, hasDeadLetter } from '@millrace/db';
import { z } from 'zod';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { projectAction } from '../use-case';

/** Asks for another try of an event that was put aside, or lets it rest. */
export const decideLetterUseCase = projectAction(
  'run',
  z.object({ id: z.uuid(), decision: z.enum(['asked', 'dismissed']) }),
  async ({ project, actor }, { id, decision }) => {
    const decided = await decideDeadLetter(database(), { projectId: project.id, id, state: decision, by: actor });
    if (!decided) {
      if (!(await hasDeadLetter(database(), { projectId: project.id, id }))) throw notFound('event');
      throw new Refusal('conflict', 'This event does not wait any more.', 'Reload to see what became of it.');
    }
    const action = decision === 'asked' ? 'event.replay' : 'event.dismiss';
    await appendAudit(database(), { projectId: project.id, actor, action, subject: id, details: {} });
    return { id };
  },
);

/** One decision about all events of a topic that one reader could not handle and that wait. */
export const decideLettersUseCase = projectAction(
  'run',
  z.object({ consumer: z.string().min(1), topic: z.string().min(1), decision: z.enum(['asked', 'dismissed']) }),
  async ({ project, actor }, { consumer, topic, decision }) => {
    const key = { projectId: project.id, consumer, topic };
    const decided = await decideDeadLetters(database(), { ...key, state: decision, by: actor });
    if (decided > 0) {
      const action = decision === 'asked' ? 'event.replay' : 'event.dismiss';
      const details = { consumer, topic, events: decided };
      await appendAudit(database(), { projectId: project.id, actor, action, subject: topic, details });
    }
    return { decided };
  },
);
