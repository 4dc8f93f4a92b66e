import { platformEvent, type TopicPayload } from '@millrace/pipeline-core/events';
import { announce } from './announce';
import type { EventContext } from './event-context';
import type { EventOrigin } from './event-origin';

type Options = {
  payload: TopicPayload<'scoring-completed'>;
  key: string;
  origin: EventOrigin | null;
  context: Pick<EventContext, 'db' | 'runFacts'>;
};

/** Scores lie in the artifacts of their run, where its page shows them; whoever waits for them is told. */
export async function announceScores({ payload, key, origin, context }: Options): Promise<void> {
  if (origin === null) return;
  const { run } = origin;
  await announce(context, run, {
    topic: 'scoring-completed',
    event: ({ project, pipeline }) =>
      platformEvent({ topic: 'scoring-completed', key, ...project, data: { ...payload, run, ...pipeline } }),
  });
}
