import { randomUUID } from 'node:crypto';
import {
  createEndpoint,
  createScoreStream,
  type Database,
  listConsumers,
  listDeadLetters,
  listScoreStreams,
  publishEvents,
  readTopic,
  streamConsumerName,
} from '@millrace/db';
import { makeProject } from '@millrace/db/testing';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { streamRulesSchema } from '@millrace/pipeline-core/scoring';
import { fakeEndpoint } from '../../../testing/fake-release';
import { noFeatures } from '../../../testing/no-features';
import { createQuietLogger } from '../../../testing/quiet-logger';
import type { ScoreDeps } from '../../answering/score-request';
import type { ServedEndpoint, ServedRelease } from '../../releases/served-release';
import { catchUpStreams } from '../consume-streams';

/** An endpoint with one release that scores the topic `incoming` of a new project: answers go to `answers`, the others to `refused`. */
export async function makeScoredTopic(
  db: Database,
  o: { release: ServedRelease; budgetMs?: number; online?: ScoreDeps['online'] },
) {
  const { id: projectId } = await makeProject(db);
  const slug = `shop.${randomUUID()}`;
  const stored = await createEndpoint(db, { projectId, name: 'churn', slug, sandbox: true, createdBy: 'ada' });
  if (!stored.ok) throw new Error(stored.error);
  const { id } = stored.value;
  const more = o.budgetMs === undefined ? {} : { more: { budgetMs: o.budgetMs } };
  const facts = { ...fakeEndpoint({ slug, routes: [[o.release.number, 1]], ...more }), id, projectId };
  const endpoint: ServedEndpoint = { facts, releases: new Map([[o.release.id, o.release]]) };
  const rules = streamRulesSchema.parse({ routes: [], otherwise: 'answers', refused: 'refused' });
  const wish = { topic: 'incoming', rules, mostWaiting: null, from: 'beginning' as const, createdBy: 'ada' };
  await createScoreStream(db, { endpoint: { id, slug, projectId }, ...wish });

  const events = (topic: string) => readTopic(db, { projectId, topic, after: 0, limit: 10_000 });
  const rest = {
    score: {
      ...{ now: () => performance.now(), wallClock: Date.now, random: () => 0 },
      ...{ keep: () => undefined, count: () => undefined },
      online: o.online ?? noFeatures().online,
    },
    logger: createQuietLogger(),
    stopped: () => false,
  };
  return {
    projectId,
    endpoint,
    arrive: (rows: readonly JsonObject[]) =>
      publishEvents(db, {
        ...{ projectId, topic: 'incoming' },
        events: rows.map((data) => ({ id: randomUUID(), source: '/desk', type: 'record', time: new Date(), data })),
      }),
    /** One process, for other endpoints, too, that takes what there is; what waits for its next try is tried at once. */
    async work(others: readonly ServedEndpoint[] = []) {
      await db.pool.query(
        `update bus_consumer set retry_at = now() - interval '1 second' where project_id = $1 and retry_at is not null`,
        [projectId],
      );
      await catchUpStreams({
        db,
        endpoints: { all: () => [endpoint, ...others], unserved: () => [] },
        ...rest,
      });
    },
    /** A process that cannot load any release of the endpoint, some seconds later. */
    async workUnserved(problem: string) {
      await db.pool.query(`update bus_consumer set updated_at = now() - interval '1 minute' where project_id = $1`, [
        projectId,
      ]);
      await db.pool.query(`update bus_event set received_at = now() - interval '1 minute' where project_id = $1`, [
        projectId,
      ]);
      await catchUpStreams({ db, endpoints: { all: () => [], unserved: () => [{ facts, problem }] }, ...rest });
    },
    /** Offsets of the records that were answered, in the order of their answers. */
    answered: async () => (await events('answers')).map((event) => Number(event.id.split(':')[1])),
    refused: async () => (await events('refused')).map((event) => Number(event.id.split(':')[1])),
    letters: () => listDeadLetters(db, { projectId, limit: 100 }),
    async state() {
      const [first] = await listScoreStreams(db, { projectId, endpointId: id });
      if (first === undefined) throw new Error('no stream');
      return first;
    },
    async tries() {
      const own = (await listConsumers(db, projectId)).find(({ consumer }) => consumer === streamConsumerName(slug));
      return own?.attempts ?? null;
    },
  };
}
