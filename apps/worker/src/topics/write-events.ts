import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyEventLines, type Database } from '@millrace/db';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import type { SourceTask } from '@millrace/pipeline-core/sources';
import { copyOut } from '../outside/copy-out';
import type { OutsideGrant } from '../outside/outside-grant';

/** Longest time for one batch of events to be written. */
const longest = '15min';

type Options = { projectId: ProjectId; task: SourceTask; folder: string; signal: AbortSignal };

/**
 * Writes the events of a run as lines of JSON into the folder of its step, which has no database. The run says which: a
 * second try writes the same bytes. They go from the server to the disk without being held.
 */
export async function writeEvents(
  db: Pick<Database, 'pool'>,
  { projectId, task, folder, signal }: Options,
): Promise<NonNullable<OutsideGrant['events']>> {
  const path = join(folder, 'events.ndjson');
  const { events: range, request } = task;
  if (range === undefined || range.upTo <= range.after) {
    await writeFile(path, '');
    return { path, count: 0 };
  }
  const { topic, after, upTo } = range;
  const replay = request?.replay;
  const time = replay === undefined ? {} : { time: { from: new Date(replay.from), to: new Date(replay.to) } };
  const text = copyEventLines({ projectId, topic, after, upTo, ...time });
  const client = await db.pool.connect();
  // While a connection is handed out the pool does not listen: without a listener its loss would end the process. What runs
  // on it fails with the same error.
  const heard = () => undefined;
  client.on('error', heard);
  try {
    await client.query(`begin read only; set local statement_timeout = '${longest}'`);
    const count = await copyOut(client, { text, path, onBytes: () => undefined, signal });
    await client.query('commit');
    client.off('error', heard);
    client.release();
    return { path, count };
  } catch (error) {
    client.release(true); // in the middle of a COPY a connection is of no further use; it may still tell of its end
    throw error;
  }
}
