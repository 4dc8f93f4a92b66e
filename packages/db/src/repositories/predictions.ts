import type { EndpointId, PredictionId, ProjectId } from '@millrace/pipeline-core/ids';
import type { Prediction } from '@millrace/pipeline-core/release';
import type { Database, Db } from '../client';
import { toPrediction } from '../mappers/prediction-row';
import { sqlStatesOf } from '../protocol/sql-states';
import { storableJson } from '../protocol/storable-json';

/** Stores predictions; those whose id is there already with the same time are left as they are. Answers how many were new. */
export async function insertPredictions(
  db: Pick<Database, 'pool'>,
  predictions: readonly Prediction[],
): Promise<number> {
  const lines = predictions.map((prediction) => `${JSON.stringify(prediction)}\n`);
  return insertPredictionText(db, Buffer.from(lines.join(''), 'utf8'));
}

/**
 * The same for predictions as lines of JSON (UTF-8, one each, every line with its end). They go to the database as they are,
 * in one parameter, and are taken apart there: scoring writes thousands a second, and building each of their columns here, or
 * making them text, costs more than answering did. Rejects where one of them is no JSON, or does not fit a column; nothing is
 * stored then.
 */
export async function insertPredictionText(db: Pick<Database, 'pool'>, text: Buffer): Promise<number> {
  if (text.byteLength === 0) return 0;
  const { rowCount } = await db.pool.query(insertStatement, [storableList(text)]);
  return rowCount ?? 0;
}

/**
 * Whether the database refuses rows for what they are, and would tomorrow: data (SQLSTATE class 22), constraints (23), limits
 * of a statement (54). A full disk, a lock, a failover or a lost connection say nothing about the rows.
 */
export function refusesRows(error: unknown): boolean {
  return sqlStatesOf(error).some((state) => /^(22|23|54)/.test(state));
}

const codes = { lineEnd: 10, backslash: 92, comma: 44, open: 91, close: 93 };

/** The lines as a list of JSON. Bytes stay bytes where nothing is escaped: then Postgres refuses none of their characters. */
function storableList(text: Buffer): Buffer | string {
  const list = Buffer.allocUnsafe(text.byteLength + 1);
  list[0] = codes.open;
  list.set(text, 1);
  for (let at = list.indexOf(codes.lineEnd); at >= 0; at = list.indexOf(codes.lineEnd, at + 1)) list[at] = codes.comma;
  list[list.byteLength - 1] = codes.close;
  return list.includes(codes.backslash) ? storableJson(list.toString('utf8')) : list;
}

/** The same in the caller's transaction: they are kept if it commits, and only then. */
export async function keepPredictions(tx: Db, predictions: readonly Prediction[]): Promise<void> {
  if (predictions.length === 0) return;
  await tx.prisma.$executeRawUnsafe(insertStatement, storableJson(JSON.stringify(predictions)));
}

/** The columns hold 32 bits, 35 minutes: what took longer is kept as that. Not by least(), for which no time were the most. */
const micros = ['total', 'features', 'model']
  .map((name) => `case when m.${name} > 2147483647 then 2147483647 else m.${name} end`)
  .join(', ');

/** Rare fields share one column. */
const insertStatement = `
  insert into prediction (id, at, endpoint_id, revision, release_id, rank, reason, status, input, output, caller, protocol,
    micros_total, micros_features, micros_model, shadow_of, details)
  select p.id, p.at, p.endpoint, p.revision, p.release, p.rank, p.reason, p.status, p.input, p.output, p.caller, p.protocol,
    ${micros}, p."shadowOf",
    case when p.asked is not null or p.entity is not null
      then jsonb_strip_nulls(jsonb_build_object('asked', p.asked, 'entity', p.entity)) end
  from json_to_recordset($1::json) p(id uuid, at timestamptz, endpoint uuid, revision int, release uuid, rank int,
      reason text, status text, input jsonb, output jsonb, caller text, protocol text, micros json, "shadowOf" uuid,
      asked text, entity text),
    json_to_record(p.micros) m(total bigint, features bigint, model bigint)
  on conflict do nothing`;

const dayMs = 24 * 3600_000;

/**
 * The newest are asked for all the time. Each day has a table, and one that is looked into costs also where the endpoint has
 * nothing in it: so they are looked for so many days back, then further, and no further than it takes.
 */
const lookBackDays = [2, 8, 32];

/** Predictions that an endpoint has answered with, newest first; 100 unless told otherwise. Copies for a shadow are none. */
export async function listPredictions(
  db: Db,
  filter: { endpointId: EndpointId; before?: Date; limit?: number },
): Promise<Prediction[]> {
  const { endpointId, before, limit = 100 } = filter;
  const ahead = new Date((Math.floor(Date.now() / dayMs) + 2) * dayMs);
  const newest = Math.min(before?.getTime() ?? Date.now(), Date.now());
  const found: Prediction[] = [];
  let end = before ?? ahead;
  for (const days of lookBackDays) {
    const start = new Date(newest - days * dayMs);
    found.push(...(await listBetween(db, { endpointId, limit: limit - found.length, at: { gte: start, lt: end } })));
    if (found.length >= limit) return found;
    end = start;
  }
  const older = await listBetween(db, { endpointId, limit: limit - found.length, at: { lt: end } });
  // Of a clock that is days ahead; they hide none of the others.
  const early = before === undefined ? await listBetween(db, { endpointId, limit, at: { gte: ahead } }) : [];
  return [...early, ...found, ...older].slice(0, limit);
}

async function listBetween(
  db: Db,
  { endpointId, limit, at }: { endpointId: EndpointId; limit: number; at: { gte?: Date; lt?: Date } },
): Promise<Prediction[]> {
  const rows = await db.prisma.prediction.findMany({
    where: { endpointId, shadowOf: null, at },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: limit,
  });
  return rows.map(toPrediction);
}

/** A prediction of a project. The same id with several times, which takes two spools that disagree, is the newest. */
export async function getPrediction(
  db: Db,
  key: { projectId: ProjectId; id: PredictionId },
): Promise<Prediction | null> {
  const made = timeOf(key.id);
  const near =
    made === null ? null : await newestOf(db, key.id, { gte: new Date(made - dayMs), lte: new Date(made + dayMs) });
  const row = near ?? (await newestOf(db, key.id));
  if (row === null) return null;
  const owned = await db.prisma.endpoint.count({ where: { id: row.endpointId, projectId: key.projectId } });
  return owned === 0 ? null : toPrediction(row);
}

function newestOf(db: Db, id: PredictionId, at?: { gte: Date; lte: Date }) {
  return db.prisma.prediction.findFirst({
    where: { id, ...(at === undefined ? {} : { at }) },
    orderBy: { at: 'desc' },
  });
}

/** When a version 7 UUID was made, in ms: its first 48 bits (RFC 9562). Null for others, whose time nobody knows. */
function timeOf(id: PredictionId): number | null {
  return id[14] === '7' ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : null;
}
