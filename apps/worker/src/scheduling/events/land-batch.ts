import { randomUUID } from 'node:crypto';
import {
  type Artifact,
  addBatch,
  advanceCursor,
  appendAudit,
  appendStepLogs,
  contractOf,
  type Db,
  findArtifacts,
  findBatchWithBytes,
  getOutcome,
  latestBatch,
  lockDataset,
  lockSource,
  recordOutcome,
  recordTrigger,
  type Source,
  setSourceProblems,
} from '@millrace/db';
import type { TopicPayload } from '@millrace/pipeline-core/events';
import { tableMetaSchema } from '@millrace/pipeline-core/features';
import { type ArtifactHash, batchIdSchema, type RunId } from '@millrace/pipeline-core/ids';
import { type Json, jsonSchema } from '@millrace/pipeline-core/json';
import { tableProfileSchema } from '@millrace/pipeline-core/profile';
import { compareColumns, describeChanges, replayWords } from '@millrace/pipeline-core/sources';
import { z } from 'zod';
import type { EventContext } from './event-context';
import type { EventOrigin } from './event-origin';
import { requireOrigin } from './run-facts';

type Options<T> = { payload: T; key: string; origin: EventOrigin | null; context: EventContext };
type Landed = TopicPayload<'batch-landed'>;

/** The artifact `report` of a landing. */
const reportSchema = z.object({
  profile: tableProfileSchema,
  rejected: z.number().int(),
  rejects: jsonSchema,
  notes: jsonSchema,
});

/** How long the transaction that lands a batch may take is bounded, so everything is read before it begins. */
type Parts = {
  raw: Artifact;
  table: Artifact;
  metaArtifact: Artifact;
  meta: z.output<typeof tableMetaSchema>;
  report: z.output<typeof reportSchema>;
};

/**
 * What a source has read becomes a batch: batch, cursor of the source, word about the run and the news on the bus in one
 * transaction. A run that was outrun lands nothing, and the very bytes of an earlier batch land only where the source says.
 */
export async function landBatch({ payload, key, origin, context }: Options<Landed>): Promise<void> {
  const { run, idx } = requireOrigin(origin, key);
  const facts = await context.runFacts.run(run);
  const parts = await readParts(payload, context);
  const said = await context.db.transaction(async (tx) => {
    const source = await lockSource(tx, { projectId: facts.projectId, id: payload.source });
    // Deleted while it was read: nobody waits for the rows.
    if (source === null || (await getOutcome(tx, run)) !== null) return null;
    await lockDataset(tx, source.datasetId);
    return settle(tx, { source, payload, parts, run, startedBy: facts.startedBy });
  });
  if (said !== null) await say(context.db, { run, idx, text: said });
}

type Settling = { source: Source; payload: Landed; parts: Parts; run: RunId; startedBy: string };

/** Decides what becomes of a landing, and does it. Answers the sentence for the log. */
async function settle(tx: Db, landing: Settling): Promise<string> {
  const { source, payload, run } = landing;
  const outcome = { runId: run, sourceId: source.id };
  const { replay } = payload;
  if (replay === undefined && !(await advanceCursor(tx, { source, ...payload.cursor }))) {
    const message = 'Another run has landed these rows already; this landing was dropped.';
    await recordOutcome(tx, { ...outcome, kind: 'dropped', message });
    return message;
  }
  if (payload.more === true) await goOn(tx, landing);
  if (replay === undefined) await noteProblem(tx, source, null);
  const same = await findBatchWithBytes(tx, { datasetId: source.datasetId, rawHash: payload.raw });
  if (same !== null && replay === undefined && source.policy.onSameBytes === 'skip') {
    const message = `Nothing landed: the same bytes as batch ${same.number}.`;
    await recordOutcome(tx, { ...outcome, kind: 'same-bytes', batchId: same.id, message });
    return message;
  }
  return add(tx, landing, same?.number ?? null);
}

/** There is more than this batch holds: the next run is asked for with the landing, once. */
async function goOn(tx: Db, { source, run, startedBy }: Settling): Promise<void> {
  const { projectId, pipelineId } = source;
  await recordTrigger(tx, { projectId, pipelineId, requestKey: `more ${run}`, trigger: 'more', startedBy });
}

async function add(
  tx: Db,
  { source, payload, parts, run, startedBy }: Settling,
  sameAs: number | null,
): Promise<string> {
  const { projectId, datasetId } = source;
  const reason = await whyQuarantine(tx, source, parts);
  const id = batchIdSchema.parse(randomUUID());
  const kind = reason === null ? 'landed' : 'quarantined';
  const rows = parts.meta.rows === 1 ? '1 row' : `${parts.meta.rows.toLocaleString('en')} rows`;
  const landed = payload.replay === undefined ? `Landed ${rows}.` : replayWords({ rows, ...payload.replay });
  const message = reason === null ? landed : `In quarantine, ${rows}: ${reason}`;
  await recordOutcome(tx, { runId: run, sourceId: source.id, kind, batchId: id, message });
  const details = {
    source: source.name,
    file: payload.fileName,
    rows: parts.meta.rows,
    rejected: parts.report.rejected,
  };
  await appendAudit(tx, { projectId, actor: startedBy, action: 'batch.land', subject: id, details });
  const { raw, table, metaArtifact, meta, report } = parts;
  const batch = await addBatch(tx, {
    id,
    datasetId,
    fileName: payload.fileName,
    format: payload.format,
    bytes: raw.bytes,
    raw: recordOf(raw),
    table: recordOf(table),
    meta: { record: recordOf(metaArtifact), value: meta },
    rejected: report.rejected,
    profile: report.profile,
    rejects: report.rejects,
    notes: report.notes,
    createdBy: startedBy,
    source: {
      id: source.id,
      run,
      state: reason === null ? 'ready' : 'quarantined',
      reason,
      sameAs,
      ...(payload.replay === undefined ? {} : { replay: payload.replay }),
    },
  });
  return `Batch ${batch.number}: ${message}`;
}

/** Held against the last accepted batch as it is now: another run may have landed since this one was planned. */
async function whyQuarantine(tx: Db, source: Source, parts: Parts): Promise<string | null> {
  if (source.policy.onChange === 'accept') return null;
  const before = contractOf(await latestBatch(tx, { projectId: source.projectId, datasetId: source.datasetId }));
  const changes = before === null ? [] : compareColumns(before, parts.meta.columns);
  return changes.length === 0 ? null : describeChanges(changes);
}

/** A source that had nothing new: its cursor may still have moved, and the run says so. */
export async function noteNothing(options: Options<TopicPayload<'nothing-landed'>>): Promise<void> {
  const { payload, key, origin, context } = options;
  const { run } = requireOrigin(origin, key);
  const { projectId } = await context.runFacts.run(run);
  await context.db.transaction(async (tx) => {
    const source = await lockSource(tx, { projectId, id: payload.source });
    if (source === null || (await getOutcome(tx, run)) !== null) return;
    await advanceCursor(tx, { source, ...payload.cursor }); // outrun or not: there is nothing to lose
    await noteProblem(tx, source, payload.unreadable === true ? payload.reason : null);
    await recordOutcome(tx, { runId: run, sourceId: source.id, kind: 'nothing-new', message: payload.reason });
  });
}

/** What a reading could not read stands on the page of the source until another one has. A watch tells of its folder itself. */
async function noteProblem(tx: Db, source: Source, message: string | null): Promise<void> {
  if (source.config.kind === 'folder' || (message === null && source.problems.length === 0)) return;
  const problems = message === null ? [] : [{ place: source.name, message, at: new Date().toISOString() }];
  await setSourceProblems(tx, { projectId: source.projectId, id: source.id }, problems);
}

async function readParts(payload: Landed, context: EventContext): Promise<Parts> {
  const { raw, table, meta, report } = payload;
  const found = await findArtifacts(context.db, [raw, table, meta, report]);
  const take = (hash: ArtifactHash): Artifact => {
    const artifact = found.get(hash);
    if (artifact === undefined) throw new Error(`the artifact ${hash} of a landing is gone`);
    return artifact;
  };
  return {
    raw: take(raw),
    table: take(table),
    metaArtifact: take(meta),
    meta: tableMetaSchema.parse(await jsonOf(take(meta), context)),
    report: reportSchema.parse(await jsonOf(take(report), context)),
  };
}

async function jsonOf({ location, inline }: Artifact, context: EventContext): Promise<Json> {
  return location === null ? jsonSchema.parse(inline) : context.readJson(location);
}

function recordOf({ hash, bytes, kind, location, inline }: Artifact) {
  return { hash, bytes, kind, ...(location === null ? { inline: jsonSchema.parse(inline) } : { location }) };
}

/** Adds to the log of the landing step what became of it: the page of the run shows it. */
async function say(db: Db, { run, idx, text }: { run: RunId; idx: number; text: string }): Promise<void> {
  await appendStepLogs(db, [{ runId: run, idx, attempt: 1, at: new Date(), level: 'info', text }]);
}
