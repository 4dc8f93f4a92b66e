import {
  addDeadLetters,
  countStreamed,
  type Database,
  type Db,
  findScoreStream,
  getScoreStreamUnchecked,
  keepPredictions,
  listStreamsAsked,
  listStreamsBehind,
  mostWaitingLetters,
  noteUntaken,
  publishEvents,
  type ScoreStream,
  type StreamBehind,
  streamConsumerName,
  TryLater,
} from '@millrace/db';
import type { BusEvent } from '@millrace/pipeline-core/events';
import type { Logger } from '../../logger';
import { type Block, takeEvents, takeLetter } from '../../topics/drive-consumers';
import { driveLanes, type Lane } from '../../topics/drive-lanes';
import type { ScoreDeps } from '../answering/score-request';
import type { ServedEndpoints } from '../releases/served-endpoints';
import type { ServedEndpoint } from '../releases/served-release';
import { holdEffects } from './held-effects';
import { scoreEvents } from './score-events';
import { answerEvent, type Outgoing, refusalEvent } from './stream-events';

export type StreamContext = {
  db: Database;
  /** Endpoints that this process answers for. */
  endpoints: Pick<ServedEndpoints, 'all' | 'unserved'>;
  score: ScoreDeps;
  logger: Logger;
};

/** In one transaction, at most: records, and bytes of their data, which go out again with the answers. */
const mostRecords = 200;
const mostBytes = 16 * 1024 ** 2;
/** What a block may take if every record uses up its time, in ms: well below the longest transaction. */
const blockMs = 8_000;

/** Endpoints at work together: each holds a connection while its records are scored. */
const mostEndpoints = 3;
/** An endpoint that can do nothing now is asked again after this. */
const restMs = 1_000;

/**
 * Brings every stream in line with its topic. Answers, predictions, counts, what was refused and the place in the topic
 * commit together, so that a record is answered once however often a process dies. One process at a time reads a topic
 * for an endpoint; it takes no more than it can score, and the topic keeps the rest. Endpoints do not wait for each other.
 */
export function catchUpStreams({ stopped, ...context }: StreamContext & { stopped: () => boolean }): Promise<void> {
  const lanes = async (): Promise<Lane[]> => {
    const blocks = new Map<string, Block[]>();
    const add = (consumer: string, block: Block) => blocks.set(consumer, [...(blocks.get(consumer) ?? []), block]);
    for (const stream of await listStreamsBehind(context.db)) {
      const endpoint = findEndpoint(context, stream);
      if (endpoint !== null) add(streamConsumerName(stream.slug), () => takeBlock(context, { stream, endpoint }));
      else await tellUnserved(context, stream);
    }
    for (const consumer of await listStreamsAsked(context.db)) add(consumer, () => retryLetter(context, consumer));
    return [...blocks].map(([key, all]) => ({ key, take: () => takeEach(all, stopped) }));
  };
  return driveLanes({ lanes, most: mostEndpoints, restMs, now: context.score.now, stopped });
}

/** So long another process may be about to take the records. */
const untakenMs = 5_000;

/** Where this process cannot load any release of an endpoint, and no other one takes its records, the stream says why. */
async function tellUnserved({ db, endpoints }: StreamContext, stream: StreamBehind): Promise<void> {
  const unserved = endpoints.unserved().find(({ facts }) => facts.id === stream.endpointId);
  if (unserved === undefined) return;
  const problem = unserved.problem.replace(/\.$/, '');
  await noteUntaken(db, {
    ...{ projectId: stream.projectId, topic: stream.topic, consumer: streamConsumerName(stream.slug) },
    message: `The endpoint cannot answer: ${problem}. The records wait on the topic: deploy a release that can be loaded, and they are scored.`,
    waitMs: untakenMs,
  });
}

/** A block of each topic of an endpoint. */
async function takeEach(blocks: readonly Block[], stopped: () => boolean): Promise<boolean> {
  let more = false;
  for (const take of blocks) if (!stopped() && (await take())) more = true;
  return more;
}

/**
 * Null where this process does not serve it: another one may, or this one later. No record takes longer than a block may,
 * for a transaction waits for it.
 */
function findEndpoint({ endpoints }: StreamContext, stream: Pick<ScoreStream, 'endpointId'>): ServedEndpoint | null {
  const found = endpoints.all().find(({ facts }) => facts.id === stream.endpointId);
  if (found === undefined) return null;
  const { facts } = found;
  const budgetMs = Math.min(facts.config.budgetMs, blockMs);
  return { ...found, facts: { ...facts, config: { ...facts.config, budgetMs } } };
}

function takeBlock(
  context: StreamContext,
  { stream: { id, projectId, topic, slug }, endpoint }: { stream: StreamBehind; endpoint: ServedEndpoint },
): Promise<boolean> {
  const consumer = streamConsumerName(slug);
  const limit = Math.max(1, Math.min(mostRecords, Math.floor(blockMs / endpoint.facts.config.budgetMs)));
  let settle: () => void = () => undefined;
  return takeEvents(context, {
    ...{ projectId, topic, consumer, limit, mostBytes, placed: true },
    async handle(records, tx) {
      const stream = await getScoreStreamUnchecked(tx, id);
      if (stream === null || stream.paused) throw new TryLater('the stream is paused or gone');
      const done = await scoreBlock(context, { tx, stream, endpoint, records });
      // All of them are on the topic for those; people decide about so many.
      await addDeadLetters(tx, { projectId, consumer, topic, letters: done.letters, most: mostWaitingLetters });
      settle = done.settle;
      return done.records;
    },
    committed: () => settle(),
    async putAside({ event, message }, tx) {
      const stream = await getScoreStreamUnchecked(tx, id);
      if (stream === null) return;
      await countStreamed(tx, { id, scored: 0, refused: 1, lastAt: event.receivedAt });
      await publishAll(tx, stream, [
        refusalEvent({ stream, record: event, at: new Date(context.score.wallClock()) }, message),
      ]);
    },
  });
}

type Scoring = { tx: Db; stream: ScoreStream; endpoint: ServedEndpoint; records: readonly BusEvent[] };

/** Scores records and publishes what they came to: of how many, from the first. The letters are those that were refused. */
async function scoreBlock({ score }: StreamContext, { tx, stream, endpoint, records }: Scoring) {
  const effects = holdEffects(score);
  const scored = await scoreEvents(records, { effects, endpoint, caller: `topic ${stream.topic}` });
  const at = new Date(score.wallClock());
  const letters: { event: BusEvent; message: string }[] = [];
  const outgoing = scored.map(({ record, result }) => {
    if (result.kind === 'answered') return answerEvent({ stream, record, at }, result.row);
    letters.push({ event: record, message: result.reason });
    return refusalEvent({ stream, record, at }, result.reason);
  });
  await keepPredictions(tx, effects.predictions);
  const last = scored.at(-1);
  if (last !== undefined) {
    const refused = letters.length;
    const lastAt = last.record.receivedAt;
    await countStreamed(tx, { id: stream.id, scored: scored.length - refused, refused, lastAt });
  }
  await publishAll(tx, stream, outgoing);
  return { records: scored.length, letters, settle: effects.settle };
}

/** Topic by topic in the order of their names: who else writes to several of them waits, and none for each other. */
async function publishAll(tx: Db, { projectId }: ScoreStream, outgoing: readonly Outgoing[]): Promise<void> {
  for (const topic of [...new Set(outgoing.map((one) => one.topic))].sort()) {
    const events = outgoing.filter((one) => one.topic === topic).map(({ event }) => event);
    await publishEvents(tx, { projectId, topic, events });
  }
}

/** One record that was put aside and that somebody wants scored again; true when there was one. */
function retryLetter(context: StreamContext, consumer: string): Promise<boolean> {
  let settle: () => void = () => undefined;
  return takeLetter(context, {
    consumer,
    async handle({ projectId, topic, event }, tx) {
      const stream = await findScoreStream(tx, { projectId, topic, consumer });
      if (stream === null)
        throw new Error(`The endpoint does not score the topic ${topic} any more: dismiss the record.`);
      const endpoint = findEndpoint(context, stream);
      if (endpoint === null) throw new TryLater('the endpoint is not served here');
      const done = await scoreBlock(context, { tx, stream, endpoint, records: [event] });
      const [letter] = done.letters;
      if (letter !== undefined) throw new Error(letter.message);
      settle = done.settle;
    },
    committed: () => settle(),
  });
}
