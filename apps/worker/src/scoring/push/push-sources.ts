import type { Source } from '@millrace/db';
import type { SourceId } from '@millrace/pipeline-core/ids';

/** What the address of a source needs to know of it. */
export type PushTarget = Pick<Source, 'id' | 'projectId'> & { idField: string; timeField: string };

export type PushSources = { find(id: SourceId): Promise<PushTarget | null> };

/** A change of a source shows within this time. */
const rememberMs = 2_000;
const rememberAtMost = 10_000;

/** Finds sources that take events, asking the database about each at most every two seconds. */
export function createPushSources(options: {
  find: (id: SourceId) => Promise<Source | null>;
  now: () => number;
}): PushSources {
  const remembered = new Map<SourceId, { target: Promise<PushTarget | null>; until: number }>();
  return {
    find(id) {
      const known = remembered.get(id);
      if (known !== undefined && known.until > options.now()) return known.target;
      const target = options.find(id).then(toTarget);
      if (remembered.size >= rememberAtMost) remembered.clear();
      remembered.set(id, { target, until: options.now() + rememberMs });
      target.catch(() => remembered.delete(id)); // who asked is told; the next one asks again
      return target;
    },
  };
}

function toTarget(source: Source | null): PushTarget | null {
  if (source?.config.kind !== 'push') return null;
  const { idField, timeField } = source.config;
  return { id: source.id, projectId: source.projectId, idField, timeField };
}
