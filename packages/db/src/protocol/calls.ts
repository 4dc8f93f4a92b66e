import { type RunId, runIdSchema, type WorkerId } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import {
  type BeatAnswer,
  beatAnswerSchema,
  type FinishAnswer,
  finishAnswerSchema,
  type HeldStep,
  type LeaseAnswer,
  leaseAnswerSchema,
  leasedStepSchema,
  type StepResult,
} from './shapes';
import { storableJson } from './storable-json';

/** A pg client or pool. Every call is one statement in autocommit: a stopped process never holds a lock. */
export type Queryable = {
  query(statement: { name: string; text: string; values: unknown[] }): Promise<{ rows: unknown[] }>;
};

const answerRowSchema = z.object({ a: z.unknown() });

/** Runs a prepared statement whose only column is `a`. */
async function call<S extends z.ZodType>(
  on: Queryable,
  schema: S,
  name: string,
  text: string,
  values: unknown[],
): Promise<z.output<S>> {
  const { rows } = await on.query({ name, text, values });
  return schema.parse(answerRowSchema.parse(rows[0]).a);
}

/** Registers a worker; answers the number of its presence lock. */
export function hello(on: Queryable, input: { workerId: WorkerId; leaseMs: number }): Promise<number> {
  return call(on, z.number().int(), 'mr_hello', 'select mr_hello($1,$2) a', [input.workerId, input.leaseMs]);
}

/** Key of the first half of every presence lock. */
const presenceClass = 72707372;

/** Takes the session lock that shows this process is alive. False: an earlier connection of it still has it. */
export function holdPresence(on: Queryable, presence: number): Promise<boolean> {
  const text = 'select pg_try_advisory_lock($1,$2) a';
  return call(on, z.boolean(), 'mr_presence', text, [presenceClass, presence]);
}

/** Takes up to `count` ready steps of a queue, fairly between projects. */
export function lease(
  on: Queryable,
  input: { workerId: WorkerId; queue: string; count: number },
): Promise<LeaseAnswer> {
  const values = [input.workerId, input.queue, input.count];
  return call(on, leaseAnswerSchema, 'mr_lease', 'select mr_lease($1,$2,$3) a', values);
}

/** Commits a batch of results; with `proceed` it answers the successors to run next. */
export function finish(
  on: Queryable,
  input: { workerId: WorkerId; results: readonly StepResult[]; proceed: boolean },
): Promise<FinishAnswer> {
  const results = storableJson(JSON.stringify(input.results.map(toWire)));
  const values = [input.workerId, results, input.proceed];
  return call(on, finishAnswerSchema, 'mr_finish', 'select mr_finish($1,$2,$3) a', values);
}

/** Steps that end with one result, at most; the others end with the next. */
export const mostEndedTogether = 256;

/**
 * Commits results that say what ends with them (`alsoEnds`): in the same transaction, level by level, at most
 * `mostEndedTogether` for each. Nothing is handed on.
 */
export function finishWith(
  on: Queryable,
  input: { workerId: WorkerId; results: readonly StepResult[] },
): Promise<FinishAnswer> {
  const results = storableJson(JSON.stringify(input.results.map(toWire)));
  const values = [input.workerId, results, mostEndedTogether];
  return call(on, finishAnswerSchema, 'mr_finish_with', 'select mr_finish_with($1,$2,$3) a', values);
}

const openPartSchema = z.object({
  idx: z.number().int(),
  /** Its type, parameters and trial alone. */
  spec: z.unknown(),
  /** What a worker would be given with it; null while a parent has not ended. */
  leasable: z.object({ spec: z.unknown(), inputs: leasedStepSchema.in.shape.inputs }).nullable(),
});
export type OpenPart = z.output<typeof openPartSchema>;

/**
 * The next parts of a search that have not begun, its trials and what proposes them, in their order, without the one that
 * asks; as drawn: of all copies of that step. With `after` only those behind that step, by whose clock they go.
 */
export async function openSearchParts(
  on: Queryable,
  input: { runId: RunId; idx: number; step: string; after: number | null; types: readonly string[] },
): Promise<OpenPart[]> {
  const { rows } = await on.query({
    name: 'mr_open_search_parts',
    text: `select idx, jsonb_build_object('type', spec->'type', 'params', spec->'params', 'trial', spec->'trial') spec,
        case when status <> 'waiting' then jsonb_build_object('spec', spec, 'inputs', (
          select coalesce(jsonb_agg(jsonb_build_object('from', e.parent, 'port', u.port, 'hash', u.hash)), '[]')
          from step_edge e cross join lateral (
            select port, hash from artifact_use a where a.run_id = e.run_id and a.idx = e.parent and a.dir = 'out' offset 0) u
          where e.run_id = $1 and e.child = s.idx)) end leasable
      from step_run s where run_id = $1 and status in ('waiting', 'held', 'ready') and idx <> $2 and spec->>'step' = $3
        and (spec ? 'trial' or spec->>'type' = any($4))
        and ($5::int is null or exists (select 1 from step_edge e where e.run_id = $1 and e.parent = $5 and e.child = s.idx))
      order by idx limit $6`,
    values: [input.runId, input.idx, input.step, [...input.types], input.after, mostEndedTogether],
  });
  return z.array(openPartSchema).parse(rows);
}

function toWire({ runId, retryMs, ...result }: StepResult) {
  return { ...result, run: runId, retry_ms: retryMs };
}

/** Extends the lease and compares notes: what the worker lost, what it shall stop, or that it was buried. */
export function beat(on: Queryable, input: { workerId: WorkerId; held: readonly HeldStep[] }): Promise<BeatAnswer> {
  const values = [input.workerId, JSON.stringify(input.held)];
  return call(on, beatAnswerSchema, 'mr_beat', 'select mr_beat($1,$2) a', values);
}

/** Buries at most one dead worker; true: call again. */
export function reconcile(on: Queryable, input: { graceMs: number; queues: readonly string[] }): Promise<boolean> {
  const text = `select mr_reconcile(make_interval(secs => $1::float8 / 1000), $2) a`;
  return call(on, z.boolean(), 'mr_reconcile', text, [input.graceMs, [...input.queues]]);
}

/** Takes a worker off the register at shutdown, after it has released what it held. */
export async function goodbye(on: Queryable, workerId: WorkerId): Promise<void> {
  await on.query({
    name: 'mr_goodbye',
    text: `delete from worker w where id = $1 and not exists (select 1 from step_run s where s.status = 'running' and s.worker = w.id)`,
    values: [workerId],
  });
}

/** Asks a run to stop; answers its status, null when there is no such run. */
export function cancel(on: Queryable, runId: RunId): Promise<string | null> {
  return call(on, z.string().nullable(), 'mr_cancel', 'select mr_cancel($1) a', [runId]);
}

const askedSchema = z.object({ run: runIdSchema, step: z.string() });

/** Steps of these runs (as drawn: all their copies are meant) that people asked to stop with the best so far. */
export async function askedToFinish(on: Queryable, runIds: readonly RunId[]): Promise<z.output<typeof askedSchema>[]> {
  const { rows } = await on.query({
    name: 'mr_asked_to_finish',
    text: `select run_id run, step from step_ask where run_id = any($1) and kind = 'finish'`,
    values: [[...runIds]],
  });
  return z.array(askedSchema).parse(rows);
}

/** Sends a notification. Payloads are limited to 8,000 bytes. */
export async function notify(on: Queryable, channel: string, payload: string): Promise<void> {
  await on.query({ name: 'mr_notify', text: 'select pg_notify($1,$2)', values: [channel, payload] });
}

const collectedSchema = z.object({ hash: z.string(), location: z.string().nullable() });

/** Marks those of the artifacts that nothing uses; the caller deletes their files, then calls `forget` for each. */
export async function collect(on: Queryable, hashes: readonly string[]): Promise<z.output<typeof collectedSchema>[]> {
  const { rows } = await on.query({
    name: 'mr_collect',
    text: 'select hash, location from mr_collect($1)',
    values: [[...hashes]],
  });
  return z.array(collectedSchema).parse(rows);
}

/** Drops the row of a collected artifact, unless a commit has revived it with a place of its own. */
export async function forget(on: Queryable, artifact: { hash: string; location: string | null }): Promise<void> {
  const values = [artifact.hash, artifact.location];
  await on.query({ name: 'mr_forget', text: 'select mr_forget($1,$2)', values });
}

/** Files that no row names and that are older than this may be swept. */
export function sweepFloor(on: Queryable): Promise<Date> {
  return call(on, z.date(), 'mr_sweep_floor', 'select mr_sweep_floor() a', []);
}
