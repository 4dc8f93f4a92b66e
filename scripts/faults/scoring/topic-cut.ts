import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { HarnessDatabase } from '../harness-database';
import { openInstallation } from './installation';

export type TopicCutReport = {
  /** Records that others published on the topic, while Postgres was there for the scoring process and while it was not. */
  records: number;
  awaySeconds: number;
  /** Answers when it came back: what was left for then. */
  answeredWhenBack: number;
  /** Records without an answer at the end, with more than one, with a wrong one, and refused or put aside. */
  lost: number;
  twice: number;
  wrong: number;
  refused: number;
  /** Predictions beside one for each answer. */
  predictionsOff: number;
};

const streamSchema = z.object({ endpoint: z.string(), project: z.string() });
type Stream = z.output<typeof streamSchema>;

/** Of a model in numbers of 32 bits. */
const rounding = 1e-6;
const tickMs = 100;
const answeredWithinMs = 120_000;

/** A scoring process reads a topic; its database goes away and comes back, while others go on publishing. */
export async function cutTopic(o: {
  perSecond: number;
  beforeSeconds: number;
  awaySeconds: number;
  afterSeconds: number;
}): Promise<TopicCutReport> {
  const installation = await openInstallation('topic-cut');
  const { database, wire, world } = installation;
  try {
    const stream = await world.ask(streamSchema, { do: 'make-stream', name: 'topic' });
    await installation.start('score');
    const seconds = o.beforeSeconds + o.awaySeconds + o.afterSeconds;
    let answeredWhenBack = 0;
    const cut = async () => {
      await sleep(o.beforeSeconds * 1_000);
      await wire.cut();
      await sleep(o.awaySeconds * 1_000);
      answeredWhenBack = (await answersOf(database, stream)).length;
      await wire.mend();
    };
    const [records] = await Promise.all([publish(database, stream, { perSecond: o.perSecond, seconds }), cut()]);
    const answers = await answersAtLast(database, stream, records);
    return {
      records,
      awaySeconds: o.awaySeconds,
      answeredWhenBack,
      ...(await compare(database, stream, { answers, records })),
    };
  } finally {
    await installation.close();
  }
}

/** Publishes records at a steady pace, past the wire that is cut: record n has x = n. How many there were. */
async function publish(
  database: HarnessDatabase,
  { project }: Stream,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<number> {
  const wanted = perSecond * seconds;
  const start = Date.now();
  for (let sent = 0; sent < wanted; ) {
    const due = Math.min(wanted, Math.ceil(((Date.now() - start + tickMs) / 1_000) * perSecond));
    const events = Array.from({ length: due - sent }, (_, at) => ({
      ...{ id: String(sent + at + 1), source: '/harness', type: 'record', time: new Date().toISOString() },
      data: { x: sent + at + 1 },
    }));
    await database.query('select added from mr_publish($1::uuid, $2, $3::jsonb)', [
      project,
      'incoming',
      JSON.stringify(events),
    ]);
    sent = due;
    await sleep(tickMs);
  }
  return wanted;
}

type Answer = { id: string; x: number; prediction: number };

function answersOf(database: HarnessDatabase, { project }: Stream): Promise<Answer[]> {
  return database.query<Answer>(
    `select id, (data #>> '{record,data,x}')::float8 as x, (data ->> 'prediction')::float8 as prediction
     from bus_event where project_id = $1 and topic = 'answers'`,
    [project],
  );
}

async function answersAtLast(database: HarnessDatabase, stream: Stream, records: number): Promise<Answer[]> {
  for (const end = Date.now() + answeredWithinMs; ; await sleep(500)) {
    const answers = await answersOf(database, stream);
    if (new Set(answers.map(({ x }) => x)).size >= records || Date.now() > end) return answers;
  }
}

async function compare(
  database: HarnessDatabase,
  { project, endpoint }: Stream,
  { answers, records }: { answers: readonly Answer[]; records: number },
) {
  const count = async (text: string, value: string) => (await database.query<{ n: number }>(text, [value]))[0]?.n ?? 0;
  const answered = new Set(answers.map(({ x }) => x)).size;
  const refused =
    (await count(`select count(*)::int as n from bus_event where project_id = $1 and topic = 'refused'`, project)) +
    (await count('select count(*)::int as n from dead_letter where project_id = $1', project));
  const kept = await count('select count(*)::int as n from prediction where endpoint_id = $1', endpoint);
  return {
    ...{ lost: records - answered, twice: answers.length - answered, refused },
    wrong: answers.filter(({ x, prediction }) => Math.abs(prediction - 2 * x) > rounding * x).length,
    predictionsOff: Math.abs(kept - answers.length),
  };
}
