import { deleteFromOutbox } from '@millrace/db';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { type Topic, type TopicPayload, topicCatalog } from '@millrace/pipeline-core/events';
import type { HandleEvent } from '@millrace/pipeline-core/jobs';
import { requestDeployment } from './deploy-requested';
import type { EventContext } from './event-context';
import { type EventOrigin, parseOrigin } from './event-origin';
import { publishView } from './features-published';
import { landBatch, noteNothing } from './land-batch';
import { recordComparisonOf, recordEvaluationOf, recordTrained } from './record-candidates';
import { recordSplitMade } from './record-split';
import { recordSearch, recordTrial } from './record-trials';
import { registerRelease } from './register-model';
import { afterRun } from './run-finished';
import { announceScores } from './scoring-completed';

type TopicHandler<T extends Topic> = (options: {
  payload: TopicPayload<T>;
  key: string;
  origin: EventOrigin | null;
  context: EventContext;
}) => Promise<void>;

/** What each topic causes. Every handler may be called twice for one event and must do its work once. */
const handlers: { [T in Topic]: TopicHandler<T> } = {
  'split-made': recordSplitMade,
  'candidate-trained': recordTrained,
  'candidate-evaluated': recordEvaluationOf,
  'candidates-compared': recordComparisonOf,
  'trial-finished': recordTrial,
  'search-decided': recordSearch,
  'register-model': registerRelease,
  'deploy-requested': requestDeployment,
  'scoring-completed': announceScores,
  'batch-landed': landBatch,
  'nothing-landed': noteNothing,
  'features-published': publishView,
  'run-finished': afterRun,
};

/** Handles one row of the outbox and deletes it; a row whose handler throws stays. */
export async function handleEvent(event: HandleEvent, context: EventContext): Promise<void> {
  if (!isTopic(event.topic)) {
    throw new PipelineError({
      code: 'unknown-topic',
      family: 'pipeline',
      place: `Event ${event.key}`,
      seen: `the topic ${event.topic}`,
      expected: `one of ${Object.keys(topicCatalog).join(', ')}`,
      next: 'A newer worker may know it: update this one.',
    });
  }
  await dispatch(event.topic, event, context);
  await deleteFromOutbox(context.db, [BigInt(event.outboxId)]);
}

async function dispatch<T extends Topic>(topic: T, event: HandleEvent, context: EventContext): Promise<void> {
  // Parsed by the schema of this very topic, whose handler it goes to.
  const payload = topicCatalog[topic].parse(event.payload) as TopicPayload<T>;
  await handlers[topic]({ payload, key: event.key, origin: parseOrigin(event.key), context });
}

function isTopic(topic: string): topic is Topic {
  return Object.hasOwn(topicCatalog, topic);
}
