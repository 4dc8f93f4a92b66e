import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Database,
  findSource,
  insertPredictionText,
  listFeedPlaces,
  listPrecomputedScores,
  listServedEndpoints,
  listServedViews,
  publishAndTell,
  readOnline,
  readOnlineChanges,
  readOnlineKeys,
  refusesRows,
  saveRefusals,
  saveServingMinutes,
} from '@millrace/db';
import type { Figures } from '../ground/figures';
import { type RepeatingTask, repeatTask } from '../ground/repeat-task';
import type { Logger } from '../logger';
import { startTrafficFlusher } from '../watching/flush-traffic';
import { createTrafficRecorder } from '../watching/traffic';
import { rememberedFigures } from './answering/remembered-figures';
import { watchDatabase } from './database-watch';
import { onlineFigures } from './features/online-figures';
import { onlineLimit } from './features/online-limit';
import { createOnlineStore } from './features/online-store';
import { putPushed } from './features/put-pushed';
import { startFeeds } from './feeds/start-feeds';
import { createCurrentKeys } from './keys/current-keys';
import { keepFewRefusals } from './keys/few-refusals';
import { findKeyOfMember } from './keys/find-key';
import { createKeyRates } from './keys/key-rates';
import { messageOf } from './message-of';
import { precomputedFigures } from './precomputed/precomputed-figures';
import { createPrecomputed } from './precomputed/precomputed-store';
import { readScores } from './precomputed/read-scores';
import { predictionFigures } from './predictions/prediction-figures';
import { startPredictionLog } from './predictions/prediction-log';
import { openSpool } from './predictions/spool';
import { createPushSources } from './push/push-sources';
import { createPushStore, type OnStored } from './push/push-store';
import { createRefusalLog } from './push/refusal-log';
import { findBundle, nameRelease } from './releases/find-bundle';
import { followChanges } from './releases/follow-changes';
import { type ApartProgram, loadRelease } from './releases/load-release';
import { createServedEndpoints } from './releases/served-endpoints';
import { createScoringServer } from './server/http-server';
import { createScoringMetrics } from './server/metrics';
import { processFigures } from './server/process-figures';
import type { Health } from './server/server-context';
import { gatherWrites } from './server/share-turns';
import { scoreCopy } from './shadow/score-copy';
import { createShadowQueue, shadowQueueFigures } from './shadow/shadow-queue';
import { startStreams } from './streams/start-streams';

export type ScoringOptions = {
  db: Database;
  databaseUrl: string;
  /** Absolute path of an artifact's recorded place. */
  pathOf: (location: string) => string;
  dataDir: string;
  host: string;
  port: number;
  internalToken: string;
  health: () => Health;
  figures: Figures;
  /** What feature views may take in memory; half of the heap unless told otherwise. */
  mostOnlineBytes?: number;
  /** Requests a second that one API key may send to this process; 0 or absent: no limit. */
  requestsPerSecond?: number;
  /** Where model processes come from; absent: all releases answer in this process. */
  apart?: ApartProgram | undefined;
  /** Hears of pushed events right after their commit, before the views that they feed. */
  onStored?: OnStored;
  logger: Logger;
};

export type Scoring = { port: number; stop(): Promise<void> };

/** A lost notification shows within this time. */
const reloadEveryMs = 15_000;
/** So long the first answers wait for the models of all endpoints. */
const firstLoadMs = 10_000;
const refusalsEveryMs = 2_000;
/** Of what feature views may take: scores of batches have so much beside it. */
const precomputedShare = 0.25;

/** Starts role score: loads what endpoints name, answers over HTTP, keeps and counts every prediction. */
export async function startScoring(options: ScoringOptions): Promise<Scoring> {
  const { db, logger } = options;
  const processName = randomUUID();
  const endpoints = createServedEndpoints({
    listEndpoints: () => listServedEndpoints(db),
    loadRelease: async (id, config) =>
      loadRelease(await findBundle(options, id), { config, apart: options.apart, logger }),
    nameRelease: (id) => nameRelease(options, id),
    onServed: () => void precomputed.reload(),
    logger,
  });
  const precomputed = createPrecomputed({
    endpoints: endpoints.all,
    list: ({ id, projectId }, key) => listPrecomputedScores(db, { projectId, endpointId: id, key }),
    read: ({ location, keep }, more) =>
      readScores({
        ...{ ...more, keep, path: options.pathOf(location) },
        folder: join(options.dataDir, 'scores', processName),
      }),
    mostBytes: onlineLimit() * precomputedShare,
    wallClock: Date.now,
    logger,
  });
  const recorder = createTrafficRecorder({ process: processName, now: Date.now });
  const traffic = startTrafficFlusher({ recorder, write: (totals) => saveServingMinutes(db, totals), logger });
  const database = watchDatabase({ ask: () => db.pool.query('select 1'), now: Date.now, logger });
  const spool = openSpool({ folder: join(options.dataDir, 'spool'), processName, pid: process.pid, now: Date.now });
  const log = startPredictionLog({
    spool,
    logger,
    insert: (text) => insertPredictionText(db, text),
    isRefusal: refusesRows,
  });
  options.figures.publish(() => predictionFigures(log.counts()));
  options.figures.publish(() => processFigures(endpoints.loaded()));
  options.figures.publish(() => rememberedFigures(endpoints.loaded()));
  options.figures.publish(() => precomputedFigures(precomputed));
  const keys = createCurrentKeys({ find: (hash) => findKeyOfMember(db, hash), now: Date.now });
  const online = createOnlineStore({
    source: {
      listViews: (id) => listServedViews(db, id),
      readRows: (place) => readOnline(db, place),
      readChanges: (place) => readOnlineChanges(db, place),
      readKeys: (wanted) => readOnlineKeys(db, wanted),
      readPlaces: (viewId) => listFeedPlaces(db, viewId),
    },
    logger,
    mostBytes: options.mostOnlineBytes ?? onlineLimit(),
  });
  options.figures.publish(() => onlineFigures(online));
  const clock = { now: () => performance.now(), wallClock: Date.now };
  const shadow = createShadowQueue({
    score: (copy) => scoreCopy(copy, { ...clock, online, keep: log.append, count: recorder.recordCopy }),
    drop: ({ from, shadow: { id } }) => recorder.dropCopy({ endpoint: from.facts.id, release: id }),
    wanted: ({ from, shadow: { id } }) => endpoints.find(from.facts.slug)?.shadow?.id === id,
    now: clock.now,
    logger,
  });
  options.figures.publish(() => shadowQueueFigures(shadow));
  const feeds = await startFeeds({ db, online, now: Date.now, logger });
  const score = {
    ...clock,
    random: Math.random,
    keep: keepFewRefusals(gatherWrites(log.append), clock.now),
    count: recorder.record,
    online,
    precomputed,
    shadow,
  };
  const refusals = createRefusalLog({ write: (rows) => saveRefusals(db, rows), now: Date.now });
  const server = createScoringServer({
    endpoints,
    logger,
    internalToken: options.internalToken,
    metrics: createScoringMetrics(),
    figures: options.figures,
    identify: keys.identify,
    features: {
      identify: keys.identify,
      online,
      put: (viewId, rows) => putPushed(db, { viewId, rows }),
      now: Date.now,
    },
    push: {
      identify: keys.identify,
      sources: createPushSources({ find: (id) => findSource(db, id), now: Date.now }),
      store: createPushStore({
        publish: (block) => publishAndTell(db, block),
        onStored(...stored) {
          options.onStored?.(...stored);
          feeds.onStored(...stored);
        },
        logger,
      }),
      refusals,
      now: Date.now,
      logger,
    },
    score,
    rates: createKeyRates({ perSecond: options.requestsPerSecond ?? 0, now: () => performance.now() }),
    // What waits on disk is what was kept and is not shipped: it says how far behind the database is.
    health: () => ({ ...options.health(), database: database.state(), predictions: log.counts() }),
  });

  /** Endpoints that changed, and scores of batches that were finished since. */
  const lookAround = async () => {
    await endpoints.look();
    await precomputed.reload();
  };
  let streams: RepeatingTask | null = null;
  const { databaseUrl } = options;
  const onFeatures = (view?: string) => (view === undefined ? online.reload() : online.refresh(view));
  const changes = await followChanges({
    databaseUrl,
    onEndpoints: endpoints.look,
    onKeys: keys.onChange,
    onConnect: keys.onConnect,
    onLost: keys.onLost,
    onFeatures,
    onFeeds: feeds.changed,
    onEvents() {
      feeds.hurry();
      streams?.hurry();
    },
    logger,
  });
  // What hangs keeps no other endpoint from answering; whoever asks for it reads that it is still being loaded.
  await Promise.all([
    Promise.race([endpoints.reload().then(() => precomputed.reload()), sleep(firstLoadMs, undefined, { ref: false })]),
    online.reload(),
  ]);
  // Only now: an answer without features that are not in memory yet would be another answer, and stay.
  const scored = startStreams({ db, endpoints, score, logger });
  streams = scored;
  const poll = repeatTask({ name: 'reload endpoints', everyMs: reloadEveryMs, run: lookAround, logger });
  const catchUp = repeatTask({ name: 'reload features', everyMs: reloadEveryMs, run: online.reload, logger });
  const tellRefusals = repeatTask({ name: 'refused pushes', everyMs: refusalsEveryMs, run: refusals.flush, logger });
  await server.listen({ host: options.host, port: options.port });
  const { port } = server.server.address() as AddressInfo; // listening on TCP
  logger.info({ port, endpoints: endpoints.all().length }, 'scoring listens');
  return {
    port,
    async stop() {
      await server.close();
      await Promise.all([catchUp.stop(), tellRefusals.stop(), database.stop(), changes.close()]);
      await Promise.all([feeds.stop(), scored.stop()]);
      await refusals.flush().catch((error: unknown) => {
        logger.warn({ error: messageOf(error) }, 'refused pushes were not written down');
      });
      await shadow.stop();
      await endpoints.close();
      await Promise.all([poll.stop(), log.stop(), traffic.stop()]);
    },
  };
}
