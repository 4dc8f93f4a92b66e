import { z } from 'zod';
import { jsonSchema } from '../json';

/** Names of topics: lower case, digits, dots and dashes, so that they can stand in addresses and in Kafka. */
export const topicNameSchema = z
  .string()
  .max(120)
  .regex(/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/, 'expected lower-case letters, digits, dots and dashes');

const attribute = z.string().min(1).max(1024);

/**
 * An event as it is published: the attributes of CloudEvents 1.0 that Millrace keeps. `source` and `id` together name
 * the event; publishing it again changes nothing.
 */
export const newEventSchema = z.object({
  id: attribute,
  source: attribute,
  type: attribute,
  subject: attribute.optional(),
  /** When it happened, not when it arrived. */
  time: z.date(),
  data: jsonSchema,
  traceparent: z.string().max(200).optional(),
});
export type NewEvent = z.output<typeof newEventSchema>;

/** An event on a topic: its place there and when it came. */
export const busEventSchema = newEventSchema.extend({
  subject: z.string().nullable(),
  traceparent: z.string().nullable(),
  topic: z.string(),
  /** Counts from 1 in each topic of a project, without gaps. */
  offset: z.coerce.number().int(),
  receivedAt: z.date(),
});
export type BusEvent = z.output<typeof busEventSchema>;

/** The JSON form of CloudEvents 1.0 (structured mode), for people and for other programs. */
export function toCloudEvent(event: BusEvent) {
  return {
    specversion: '1.0' as const,
    id: event.id,
    source: event.source,
    type: event.type,
    ...(event.subject === null ? {} : { subject: event.subject }),
    time: event.time.toISOString(),
    datacontenttype: 'application/json' as const,
    ...(event.traceparent === null ? {} : { traceparent: event.traceparent }),
    data: event.data,
  };
}
