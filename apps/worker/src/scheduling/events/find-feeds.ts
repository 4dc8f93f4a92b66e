import { type FeedPublication, listFeedSources } from '@millrace/db';
import type { TopicPayload } from '@millrace/pipeline-core/events';
import { viewShapeSchema, whyNotOnline } from '@millrace/pipeline-core/features';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { canonicalJson } from '@millrace/pipeline-core/json';
import { rowChoosers, tableInput } from '@millrace/pipeline-core/plan';
import { sha256 } from '@millrace/pipeline-core/sha256';
import { findContract } from '@millrace/pipeline-core/steps';
import type { EventContext } from './event-context';
import type { EventOrigin } from './event-origin';

/** How events get into a view, or in a sentence why they do not. */
type Way = { feeds: FeedPublication['feeds']; notOnline: string | null };

/** The way that events take into a published view: through the plan behind its table, from the sources of its dataset. */
export async function findFeeds(o: {
  payload: TopicPayload<'features-published'>;
  projectId: ProjectId;
  origin: EventOrigin;
  context: EventContext;
}): Promise<Way> {
  const { payload, projectId, origin, context } = o;
  if (payload.feed === undefined) return { feeds: [], notOnline: null };
  const { batches, ...feed } = payload.feed;
  const shape = viewShapeSchema.parse(payload);
  const why = whyNotOnline({ feed, shape, choosing: await choosersBefore(origin, context) });
  if (why !== null) return { feeds: [], notOnline: why };
  const sources = await listFeedSources(context.db, { projectId, batches });
  if (sources.length === 0) {
    const notOnline =
      'No source sends events to its dataset: make a source that events are pushed to, or read a topic.';
    return { feeds: [], notOnline };
  }
  const stored = { ...feed, shape };
  const digest = sha256(canonicalJson(stored));
  return { feeds: sources.map((source) => ({ source, stored, digest })), notOnline: null };
}

/** Steps behind the published table that look at many rows and are not in its plan. */
async function choosersBefore({ run, idx }: EventOrigin, { runFacts }: EventContext): Promise<string[]> {
  const spec = await runFacts.spec(run, idx);
  const contract = findContract(spec.type);
  const table = contract === undefined ? null : tableInput(contract, spec.inputs);
  return table === null ? [] : rowChoosers(table, (at) => runFacts.spec(run, at));
}
