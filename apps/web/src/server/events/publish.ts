import { randomUUID } from 'node:crypto';
import { publishEvents } from '@millrace/db';
import { busTopics, isClosedTopic, newEventSchema, topicNameSchema } from '@millrace/pipeline-core/events';
import { z } from 'zod';
import { database } from '../database';
import { Refusal } from '../errors';
import type { ProjectContext } from '../use-case';

/** An event as a producer sends it: only the data are needed, the rest has defaults. */
export const producedEventSchema = newEventSchema.partial({ id: true, source: true, type: true }).extend({
  time: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .optional(),
});

export const publishInput = z.object({ events: z.array(producedEventSchema).min(1).max(1000) });

/**
 * Appends events of a producer to a topic; those it has sent before (same source and id) are left out. Topics that the
 * platform writes are closed, but `source-data-available`, with which a producer says that its data are ready.
 */
export async function publishToTopic(
  { project, actor }: ProjectContext,
  input: z.output<typeof publishInput> & { topic: string },
) {
  const topic = topicNameSchema.safeParse(input.topic);
  if (!topic.success) {
    const seen = `“${input.topic}” cannot be the name of a topic`;
    throw new Refusal('invalid', `${seen}.`, 'Use lower-case letters, digits, dots and dashes.');
  }
  refuseClosedTopic(topic.data);
  const events = input.events.map((event) => ({
    ...event,
    id: event.id ?? randomUUID(),
    source: event.source ?? `/producers/${actor}`,
    type: event.type ?? `millrace.${topic.data}.v1`,
    time: event.time ?? new Date(),
  }));
  return publishEvents(database(), { projectId: project.id, topic: topic.data, events });
}

/** Throws where a topic is written by the platform alone. */
export function refuseClosedTopic(topic: string): void {
  if (!isClosedTopic(topic)) return;
  const next = Object.hasOwn(busTopics, topic)
    ? 'Choose a topic of your own, or source-data-available.'
    : 'Push events to the source’s own address instead.';
  throw new Refusal('forbidden', `The topic ${topic} is written by Millrace alone.`, next);
}
