import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RepeatingTask } from '../ground/repeat-task';
import { watchDatabase } from './database-watch';
import { startFeeds } from './feeds/start-feeds';
import { messageOf } from './message-of';
import { startStreams } from './streams/start-streams';
import { hearChanges } from './wiring/hear-changes';
import { keepUp } from './wiring/keep-up';
import { openMemory, type ScoringMemory } from './wiring/open-memory';
import { openRecords } from './wiring/open-records';
import { openServer } from './wiring/open-server';
import { publishFigures } from './wiring/publish-figures';
import { scoreRows } from './wiring/score-rows';
import type { ScoringOptions } from './wiring/scoring-options';

export type Scoring = { port: number; stop(): Promise<void> };

/** So long the first answers wait for the models of all endpoints. */
const firstLoadMs = 10_000;

/** Starts role score: loads what endpoints name, answers over HTTP, keeps and counts every prediction. */
export async function startScoring(options: ScoringOptions): Promise<Scoring> {
  const { db, logger } = options;
  const processName = randomUUID();
  const memory = openMemory({ ...options, processName });
  const records = openRecords({ ...options, processName });
  const database = watchDatabase({ ask: () => db.pool.query('select 1'), now: Date.now, logger });
  const { score, shadow } = scoreRows(memory, records, logger);
  publishFigures(options.figures, { memory, records, shadow });
  const feeds = await startFeeds({ db, online: memory.online, now: Date.now, logger });
  const server = openServer(options, { memory, records, score, feeds, database });

  let streams: RepeatingTask | null = null;
  const changes = await hearChanges(options, { memory, feeds, hurryStreams: () => streams?.hurry() });
  await firstLoad(memory);
  // Only now: an answer without features that are not in memory yet would be another answer, and stay.
  const scored = startStreams({ db, endpoints: memory.endpoints, score, logger });
  streams = scored;
  const rounds = keepUp(memory, records, logger);
  await server.listen({ host: options.host, port: options.port });
  const { port } = server.server.address() as AddressInfo; // listening on TCP
  logger.info({ port, endpoints: memory.endpoints.all().length }, 'scoring listens');

  return {
    port,
    /** First nobody asks any more, then nothing new is learned, then what goes on is ended and written down. */
    async stop() {
      await server.close();
      await Promise.all([rounds.features.stop(), rounds.refusals.stop(), database.stop(), changes.close()]);
      await Promise.all([feeds.stop(), scored.stop()]);
      await records.refusals.flush().catch((error: unknown) => {
        logger.warn({ error: messageOf(error) }, 'refused pushes were not written down');
      });
      await shadow.stop();
      await memory.endpoints.close();
      await Promise.all([rounds.endpoints.stop(), records.log.stop(), records.traffic.stop()]);
    },
  };
}

/** What hangs keeps no other endpoint from answering; whoever asks for it reads that it is still being loaded. */
async function firstLoad({ endpoints, precomputed, online }: ScoringMemory): Promise<void> {
  const loaded = endpoints.reload().then(() => precomputed.reload());
  await Promise.all([Promise.race([loaded, sleep(firstLoadMs, undefined, { ref: false })]), online.reload()]);
}
