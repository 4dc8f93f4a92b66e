import { pushTopic } from '@millrace/pipeline-core/events';
import { type ProjectId, sourceIdSchema } from '@millrace/pipeline-core/ids';
import { jsonObjectSchema } from '@millrace/pipeline-core/json';
import type { ResolvedReference } from '@millrace/pipeline-core/run';
import {
  type ContractColumn,
  describeSource,
  type EventRange,
  eventCursorSchema,
  type SourceTask,
  type TriggerRequest,
} from '@millrace/pipeline-core/sources';
import type { Db } from '../client';
import type { Batch } from '../mappers/dataset-row';
import type { Source } from '../mappers/source-row';
import { latestBatch } from '../repositories/batches';
import { endOfSpan, nextRange } from '../repositories/bus-ranges';
import { getSource } from '../repositories/sources';

/** A source as a run reads it: its settings, how far it was read, and the columns its landing is held against. */
export async function resolveSource(
  db: Db,
  { projectId, id, request }: { projectId: ProjectId; id: string; request: TriggerRequest | null },
): Promise<ResolvedReference | null> {
  const known = sourceIdSchema.safeParse(id);
  const source = known.success ? await getSource(db, { projectId, id: known.data }) : null;
  if (source === null) return null;
  const accepted = await latestBatch(db, { projectId, datasetId: source.datasetId });
  const { name, config, policy, secret, cursor } = source;
  const events = await rangeOf(db, source, request);
  const columns = contractOf(accepted);
  const task: SourceTask = { v: 1, name, config, policy, secret, cursor, columns, request, ...events };
  return {
    kind: 'source',
    id: source.id,
    label: describeSource(config),
    artifacts: {},
    data: jsonObjectSchema.parse(JSON.parse(JSON.stringify(task))), // drops fields that are undefined
  };
}

/** Events one replay may land: they make one batch. */
export const mostReplayed = 2_000_000;

/** Most events of one batch, and most bytes as they are stored: what is over it lands with the next run. */
const most = { events: 500_000, bytes: 512 * 1024 ** 2 };

/** Of a source of events: those that its run reads. */
async function rangeOf(db: Db, source: Source, request: TriggerRequest | null): Promise<{ events?: EventRange }> {
  const topic = topicOfSource(source);
  if (topic === null) return {};
  const key = { projectId: source.projectId, topic };
  const after = placeOfSource(source);
  if (request?.replay !== undefined) {
    // Again is what has landed: later events come with the next batch, and would be in two of them without a mark.
    const time = { from: new Date(request.replay.from), to: new Date(request.replay.to) };
    const upTo = await endOfSpan(db, { ...key, after: 0, upTo: after, time, most: mostReplayed });
    return { events: { topic, after: 0, upTo, more: false } };
  }
  const range = await nextRange(db, { ...key, after, most: most.events, mostBytes: most.bytes });
  return { events: { topic, after, ...range } };
}

/** The topic that a source of events lands; null when it reads something else. */
export function topicOfSource({ id, config }: Pick<Source, 'id' | 'config'>): string | null {
  switch (config.kind) {
    case 'push':
      return pushTopic(id);
    case 'topic':
      return config.topic;
    case 'url':
    case 'folder':
    case 's3':
    case 'postgres':
      return null;
  }
}

/** The offset up to which the events of a source have landed. Sources of before have a bare number as their cursor. */
export function placeOfSource(source: Pick<Source, 'id' | 'config' | 'cursor'>): number {
  const { cursor } = source;
  if (typeof cursor === 'number') return cursor;
  const place = eventCursorSchema.safeParse(cursor);
  return place.success && place.data.topic === topicOfSource(source) ? place.data.offset : 0;
}

/** Names and types of the columns of a batch; null when there is none. */
export function contractOf(batch: Pick<Batch, 'meta'> | null): ContractColumn[] | null {
  return batch === null ? null : batch.meta.columns.map(({ name, type }) => ({ name, type }));
}
