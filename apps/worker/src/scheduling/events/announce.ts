import { publishEvents } from '@millrace/db';
import type { NewEvent } from '@millrace/pipeline-core/events';
import type { PipelineId, ProjectId, RunId } from '@millrace/pipeline-core/ids';
import type { EventContext } from './event-context';

/** What all events of a run say: whose they are, when and about what; its pipeline goes into the data, where it has one. */
type About = { project: { projectId: ProjectId; subject: string; time: Date }; pipeline: { pipeline?: PipelineId } };
type News = { topic: string; event(about: About): NewEvent };

/**
 * The one way by which what a run did becomes an event of its project: whoever waits for topics may start, deploy or call
 * something upon it. A hybrid, tried to find a cause, causes nothing outside, so nothing of it goes out.
 */
export async function announce(
  context: Pick<EventContext, 'db' | 'runFacts'>,
  run: RunId,
  { topic, event }: News,
): Promise<void> {
  const { projectId, pipelineId, hybrid } = await context.runFacts.run(run);
  if (hybrid) return;
  const subject = pipelineId === null ? `runs/${run}` : `pipelines/${pipelineId}`;
  const pipeline = pipelineId === null ? {} : { pipeline: pipelineId };
  const told = event({ project: { projectId, subject, time: new Date() }, pipeline });
  await publishEvents(context.db, { projectId, topic, events: [told] });
}
