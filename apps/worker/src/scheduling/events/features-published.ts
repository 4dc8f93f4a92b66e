import {
  addViewVersion,
  appendAudit,
  batchesKnown,
  type Db,
  ensureFeatureView,
  type FeatureView,
  type FeatureViewVersion,
  type FeedSource,
  findArtifact,
  findViewVersion,
  giveUpPublications,
  listOutputs,
  lockFeedPlaces,
  publishEvents,
  replaceFeeds,
  showPublication,
} from '@millrace/db';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { platformEvent, type TopicPayload } from '@millrace/pipeline-core/events';
import type { NewOnlineRow } from '@millrace/pipeline-core/features';
import type { ArtifactHash, ProjectId, RunId } from '@millrace/pipeline-core/ids';
import { readOnlineRows } from '../../data/online-rows';
import type { EventContext } from './event-context';
import type { EventOrigin } from './event-origin';
import { findFeeds } from './find-feeds';
import { clearAllSpent, foldShown, stagePublication } from './put-publication';
import { requireOrigin } from './run-facts';

/** Rows that go online in one statement: a few megabytes. */
const block = 5000;

type Options = {
  payload: TopicPayload<'features-published'>;
  key: string;
  origin: EventOrigin | null;
  context: EventContext;
};

/**
 * A published table becomes the newest version of its view, and its newest rows go online:
 * 1. The view is made, or brought up to date.
 * 2. Its rows are written aside (put-publication.ts): that takes minutes for millions, and nobody waits for it.
 * 3. One short transaction shows them, adds the version, the way that events of its source take into the view, and the
 *    event that tells of it: who hears of it finds everything there. Dying before it leaves nothing that anybody sees.
 * 4. What is shown is folded into the online table, which changes no answer.
 * An older row never replaces a newer one, and the same event again does only what is left to do.
 */
export async function publishView({ payload, key, origin, context }: Options): Promise<void> {
  const { db, signal } = context;
  const { run, idx } = requireOrigin(origin, key);
  const done = await findViewVersion(db, key);
  if (done !== null) return tidyUp({ viewId: done.viewId, key, context });
  const { projectId, pipelineId, startedBy } = await context.runFacts.run(run);
  const view = await viewOf({ payload, run, projectId, startedBy, context });
  if (view === null) return;
  const path = await pathOfOnline(payload.online, context);
  const way = await findFeeds({ payload, projectId, origin: { run, idx }, context });
  const known = await knownOnline(db, { payload, projectId, sources: way.feeds.map(({ source }) => source) });
  const rows = readOnlineRows(path, { keys: view.keys, block });
  const metaHash = await hashOfMeta(db, { run, idx });
  const blocks = known === null ? rows : knownSince(rows, known);
  const { entities, table: tableHash } = payload;
  const facts = { viewId: view.id, requestKey: key, runId: run, pipelineId, tableHash, metaHash, entities };
  const show = (publication: string) =>
    db.transaction(async (tx) => {
      const topics = way.feeds.map(({ source }) => source.topic);
      await lockFeedPlaces(tx, { projectId, view: view.name, topics });
      const { version, added } = await addViewVersion(tx, { ...facts, rows: payload.rows, notOnline: way.notOnline });
      if (!added) return void (await giveUpPublications(tx, { id: publication }));
      await showPublication(tx, publication);
      await replaceFeeds(tx, { view, pipelineId, runId: run, idx, feeds: way.feeds });
      await announce(tx, { view, version });
    });
  await stagePublication(db, { viewId: view.id, key, blocks, signal }, show);
  await tidyUp({ viewId: view.id, key, context });
}

type Shown = Pick<Options, 'key' | 'context'> & { viewId: string };

/** What is left to do of a publication that shows. Its own rows alone are deleted, and upkeep does that where it fails here. */
async function tidyUp({ viewId, key, context: { db, signal } }: Shown): Promise<void> {
  await foldShown(db, { viewId, signal });
  await clearAllSpent(db, { requestKey: key, signal }).catch(() => undefined);
}

type Known = Pick<Options, 'payload'> & { projectId: ProjectId; sources: readonly FeedSource[] };

/**
 * When the rows of a publication without a column for it were known, online: the run would say "now", and its rows would
 * replace those of events that came after its batches and speak of the same time. Null: as the rows say.
 */
async function knownOnline(db: Db, { payload, projectId, sources }: Known): Promise<string | null> {
  if (payload.feed === undefined || payload.feed.knownSince !== '' || sources.length === 0) return null;
  return batchesKnown(db, { projectId, batches: payload.feed.batches, sources });
}

async function* knownSince(
  blocks: AsyncIterable<readonly NewOnlineRow[]>,
  known: string,
): AsyncGenerator<NewOnlineRow[]> {
  for await (const rows of blocks) yield rows.map((row) => ({ ...row, s: known }));
}

type Wanted = Pick<Options, 'payload' | 'context'> & { run: RunId; projectId: ProjectId; startedBy: string };

/** Null when the view became another one since the run was planned: that is noted, and nothing of the table enters it. */
async function viewOf({ payload, run, projectId, startedBy, context }: Wanted): Promise<FeatureView | null> {
  const { name, description, keys, features, ttlSeconds } = payload;
  try {
    const wanted = { projectId, name, description, keys, features, ttlSeconds, createdBy: startedBy };
    return await ensureFeatureView(context.db, wanted);
  } catch (error) {
    if (!(error instanceof PipelineError) || error.report.code !== 'incompatible-view') throw error;
    const details = { view: name, reason: error.report.seen };
    await appendAudit(context.db, {
      projectId,
      actor: startedBy,
      action: 'feature-view.refused',
      subject: run,
      details,
    });
    return null;
  }
}

async function pathOfOnline(hash: ArtifactHash, { db, pathOf }: EventContext): Promise<string> {
  const artifact = await findArtifact(db, hash);
  if (artifact === null || artifact.location === null)
    throw new Error(`the online rows ${hash} are not in the artifact store`);
  return pathOf(artifact.location);
}

async function hashOfMeta(db: Db, { run, idx }: EventOrigin): Promise<ArtifactHash> {
  const meta = (await listOutputs(db, { runId: run, idx })).find(({ port }) => port === 'table.meta');
  if (meta === undefined) throw new Error(`step ${idx} of run ${run} made no table`);
  return meta.artifact.hash;
}

async function announce(tx: Db, { view, version }: { view: FeatureView; version: FeatureViewVersion }): Promise<void> {
  const { projectId } = view;
  const event = platformEvent({
    topic: 'features-generated',
    key: version.id,
    projectId,
    subject: `feature-views/${view.id}`,
    time: version.createdAt,
    data: { view: view.id, name: view.name, rows: version.rows, run: version.runId },
  });
  await publishEvents(tx, { projectId, topic: 'features-generated', events: [event] });
}
