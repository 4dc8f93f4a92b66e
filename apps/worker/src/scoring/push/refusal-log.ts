import type { Refusals } from '@millrace/db';
import type { SourceId } from '@millrace/pipeline-core/ids';
import type { PushRefusal } from './push-refusal';

export type RefusalLog = {
  note(source: SourceId, refusal: Pick<PushRefusal, 'code' | 'message'>): void;
  /** Writes what was noted since the last time. Rejects when it could not; the next time writes it too. */
  flush(): Promise<void>;
};

type Row = Refusals & { sourceId: SourceId };

/** Longest text that is kept of a refusal: senders have a part in it. */
const longest = 300;
/** Reasons between two writes; there are few codes, but anybody with a key may name many sources. */
const most = 1_000;

/** Counts refused requests by source and reason, so that a flood of them costs a write now and then. */
export function createRefusalLog(options: {
  write: (rows: readonly Row[]) => Promise<void>;
  now: () => number;
}): RefusalLog {
  let noted = new Map<string, Row>();
  return {
    note(sourceId, { code, message }) {
      const key = `${sourceId} ${code}`;
      const count = (noted.get(key)?.count ?? 0) + 1;
      if (count === 1 && noted.size >= most) return;
      noted.set(key, { sourceId, code, count, message: message.slice(0, longest), at: new Date(options.now()) });
    },
    async flush() {
      if (noted.size === 0) return;
      const rows = noted;
      noted = new Map();
      try {
        await options.write([...rows.values()]);
      } catch (error) {
        noted = added(rows, noted);
        throw error;
      }
    },
  };
}

/** What could not be written, and what came since. */
function added(before: ReadonlyMap<string, Row>, since: ReadonlyMap<string, Row>): Map<string, Row> {
  const all = new Map(before);
  for (const [key, row] of since) {
    const count = (all.get(key)?.count ?? 0) + row.count;
    if (count > row.count || all.size < most) all.set(key, { ...row, count });
  }
  return all;
}
