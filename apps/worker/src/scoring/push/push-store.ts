import { sqlStatesOf } from '@millrace/db/protocol';
import { type NewEvent, pushTopic } from '@millrace/pipeline-core/events';
import type { ProjectId, SourceId } from '@millrace/pipeline-core/ids';
import type { Logger } from '../../logger';
import { messageOf } from '../message-of';
import { createGroupCommit, type GroupCommit } from './group-commit';
import type { PushTarget } from './push-sources';

/** An event with its offset on the topic of its source. */
export type StoredEvent = NewEvent & { offset: number };

/** Told of events right after their commit, before their senders are answered: only of those that are new. */
export type OnStored = (sourceId: SourceId, projectId: ProjectId, events: readonly StoredEvent[]) => void;

export type Stored = { stored: number; repeated: number };

export type PushStore = {
  /** Resolves when the events are durable. `bytes`: how long they came. Rejects with isRefusedValue when one never can be. */
  add(target: PushTarget, o: { events: readonly NewEvent[]; bytes: number }): Promise<Stored>;
  /** Events that wait for their commit, of all sources. */
  waiting(): number;
};

/** Of one commit: what over a thousand requests of one event make, or a few large ones. One statement holds all of it. */
const mostInCommit = { events: 5_000, bytes: 16 * 1024 ** 2 };

/** Keeps pushed events on the topic of their source, many requests in one commit. */
export function createPushStore(options: {
  /** Appends events to a topic and says of each at which offset; null: it was there before. */
  publish(o: { projectId: ProjectId; topic: string; events: readonly NewEvent[] }): Promise<readonly (number | null)[]>;
  onStored?: OnStored;
  logger: Logger;
}): PushStore {
  const groups = new Map<SourceId, GroupCommit<NewEvent, number | null>>();

  function groupOf({ id, projectId }: PushTarget): GroupCommit<NewEvent, number | null> {
    const known = groups.get(id);
    if (known !== undefined) return known;
    const group = createGroupCommit<NewEvent, number | null>({
      most: mostInCommit.events,
      mostBytes: mostInCommit.bytes,
      isFaultOfItem: isRefusedValue,
      async commit(events) {
        const offsets = await options.publish({ projectId, topic: pushTopic(id), events });
        tell(options, { id, projectId, events: newOf(events, offsets) });
        return offsets;
      },
    });
    groups.set(id, group);
    return group;
  }

  return {
    async add(target, { events, bytes }) {
      const offsets = await groupOf(target).add(events, bytes);
      const stored = offsets.filter((offset) => offset !== null).length;
      return { stored, repeated: events.length - stored };
    },
    waiting: () => [...groups.values()].reduce((sum, group) => sum + group.waiting(), 0),
  };
}

function newOf(events: readonly NewEvent[], offsets: readonly (number | null)[]): StoredEvent[] {
  return events.flatMap((event, at) => {
    const offset = offsets[at] ?? null;
    return offset === null ? [] : [{ ...event, offset }];
  });
}

/** The events are stored whatever a listener makes of them. */
function tell(
  { onStored, logger }: Pick<Parameters<typeof createPushStore>[0], 'onStored' | 'logger'>,
  o: { id: SourceId; projectId: ProjectId; events: readonly StoredEvent[] },
): void {
  if (onStored === undefined || o.events.length === 0) return;
  try {
    onStored(o.id, o.projectId, o.events);
  } catch (error) {
    logger.error({ source: o.id, error: messageOf(error) }, 'stored events were not passed on');
  }
}

/**
 * SQLSTATE classes 22 (data exception), 23 (constraint) and 54 (limit): a value is at fault, not the connection, and would be
 * again. Who is told so of what it added was committed alone: others are not at fault.
 */
export function isRefusedValue(error: unknown): boolean {
  return sqlStatesOf(error).some((state) => /^(?:22|23|54)/.test(state));
}
