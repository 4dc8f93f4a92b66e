import { z } from 'zod';
import type { PipelineId } from '../ids';
import { jsonObjectSchema } from '../json';
import type { BusEvent } from './cloud-event';
import { topicNameSchema } from './cloud-event';

/** An event that a trigger waits for: any of a topic, those about one thing (`datasets/<id>`), those whose data say so. */
export const triggerConditionSchema = z.object({
  topic: topicNameSchema,
  subject: z.string().min(1).optional(),
  /** Fields of the event's data and the values they must have. */
  where: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});
export type TriggerCondition = z.output<typeof triggerConditionSchema>;

/** `any`: each matching event starts a run. `all`: one run once every condition has been met since the last one (a join). */
export const triggerModeSchema = z.enum(['any', 'all']);
export type TriggerMode = z.output<typeof triggerModeSchema>;

/** Name of the event that met a condition last, by the condition's place; emptied when the trigger fires. */
export const triggerSeenSchema = z.record(z.string(), z.string());
export type TriggerSeen = z.output<typeof triggerSeenSchema>;

export function meetsCondition(event: BusEvent, { topic, subject, where = {} }: TriggerCondition): boolean {
  if (event.topic !== topic || (subject !== undefined && event.subject !== subject)) return false;
  const data = jsonObjectSchema.safeParse(event.data).data ?? {};
  return Object.entries(where).every(([field, value]) => Object.hasOwn(data, field) && data[field] === value);
}

/** The end of a run of the very pipeline that a trigger starts: hearing it, the pipeline would start itself for ever. */
export function isOwnRun({ pipelineId }: { pipelineId: PipelineId }, event: BusEvent): boolean {
  return event.topic === 'run-finished' && event.subject === `pipelines/${pipelineId}`;
}

type Starter = { pipelineId: PipelineId; conditions: readonly TriggerCondition[] };

/**
 * Pipelines that would start each other for ever, beginning and ending with the one a new trigger starts; null when the
 * end of its runs does not lead back to it.
 */
export function findTriggerCycle(triggers: readonly Starter[], added: Starter): PipelineId[] | null {
  const all = [...triggers, added];
  const paths: PipelineId[][] = [[added.pipelineId]];
  const seen = new Set<PipelineId>();
  for (let path = paths.shift(); path !== undefined; path = paths.shift()) {
    const at = path.at(-1)!; // paths begin with one pipeline
    for (const next of all.filter((one) => one.pipelineId !== at && hearsEndOf(one, at))) {
      if (next.pipelineId === added.pipelineId) return [...path, next.pipelineId];
      if (seen.has(next.pipelineId)) continue;
      seen.add(next.pipelineId);
      paths.push([...path, next.pipelineId]);
    }
  }
  return null;
}

function hearsEndOf({ conditions }: Starter, pipelineId: PipelineId): boolean {
  return conditions.some(
    ({ topic, subject }) =>
      topic === 'run-finished' && (subject === undefined || subject === `pipelines/${pipelineId}`),
  );
}

/** Names an event on its topic in few characters, for request keys. */
export const eventKey = ({ topic, offset }: Pick<BusEvent, 'topic' | 'offset'>): string => `${topic}:${offset}`;

/**
 * What an event does to a trigger: nothing (null), or what it has seen from now on and, when it fires, the keys of the
 * events that made it fire.
 */
export function advanceTrigger(
  trigger: { mode: TriggerMode; conditions: readonly TriggerCondition[]; seen: TriggerSeen },
  event: BusEvent,
): { seen: TriggerSeen; fires: readonly string[] | null } | null {
  const met = trigger.conditions.flatMap((condition, at) => (meetsCondition(event, condition) ? [String(at)] : []));
  if (met.length === 0) return null;
  if (trigger.mode === 'any') return { seen: {}, fires: [eventKey(event)] };
  const seen = { ...trigger.seen, ...Object.fromEntries(met.map((at) => [at, eventKey(event)])) };
  const all = trigger.conditions.map((_, at) => seen[String(at)]);
  const known = all.filter((key) => key !== undefined);
  return known.length < all.length ? { seen, fires: null } : { seen: {}, fires: [...new Set(known)] };
}
