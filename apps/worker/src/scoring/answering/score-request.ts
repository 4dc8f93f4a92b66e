import type { ReleaseId } from '@millrace/pipeline-core/ids';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { type FieldProblem, type Prediction, routerChain, stickyDraw } from '@millrace/pipeline-core/release';
import type { Served } from '../../watching/traffic';
import { type FilledRow, fillLookups } from '../features/fill-lookups';
import type { OnlineStore } from '../features/online-store';
import type { Precomputed } from '../precomputed/precomputed-store';
import { isoTime } from '../predictions/iso-time';
import { statusOf, toPrediction } from '../predictions/scored-prediction';
import { newPredictionId } from '../predictions/uuid-v7';
import type { ServedEndpoint, ServedRelease } from '../releases/served-release';
import { andThen } from '../server/and-then';
import { copyRows } from '../shadow/copy-rows';
import type { ShadowQueue } from '../shadow/shadow-queue';
import { findAsked, knownReleases, whyUnloaded } from './asked-release';
import type { ScoreRequest } from './asked-rows';
import { describeProblems } from './describe-problems';
import { type PrecomputedRows, precomputedRows } from './precomputed-rows';
import { requestLimitMs } from './request-limit';
import { type ScoredRow, scoreRow } from './score-row';
import { rowByRow, type Turn, takeTurns } from './take-turns';

export type Kept = Promise<void> | undefined;

export type ScoreDeps = {
  /** Milliseconds on a monotonic clock, with fractions. */
  now: () => number;
  /** Milliseconds since 1970. */
  wallClock: () => number;
  random: () => number;
  /** Resolves when they are kept; at once where it answers nothing. */
  keep: (predictions: readonly Prediction[]) => Kept;
  count: (served: Served) => void;
  /** Features that releases look up by the keys in a row. */
  online: Pick<OnlineStore, 'find' | 'whyUnheld'>;
  /** Scores of batches that endpoints answer with; absent where there are none. */
  precomputed?: Pick<Precomputed, 'find'>;
  /** Takes copies for releases in shadow; absent where there are none. */
  shadow?: Pick<ShadowQueue, 'offer'>;
};

export type ScoreResult =
  | { kind: 'answered'; rows: ScoredRow[] }
  | { kind: 'invalid'; problems: FieldProblem[] }
  | { kind: 'unknown-release'; asked: string; known: string[] }
  | { kind: 'exhausted'; rows: ScoredRow[]; message: string }
  /** The time of the request was over before all rows had an answer. */
  | { kind: 'late'; rows: ScoredRow[]; message: string };

/**
 * Validates the rows, asks the releases of the chain for each, keeps and counts every prediction. The result is there at once
 * where nothing of it has to be waited for, and never before its predictions are kept.
 */
export function scoreRequest(request: ScoreRequest, deps: ScoreDeps): ScoreResult | Promise<ScoreResult> {
  const { endpoint } = request;
  const asked = request.asked === undefined ? undefined : findAsked(endpoint, request.asked);
  if (asked === null) return refuseAsked(endpoint, request.asked ?? '');

  const chains = request.rows.map((row) => chainFor({ endpoint, row, asked, random: deps.random }));
  const known = precomputedRows(request, { chains, find: deps.precomputed?.find });
  const turn = takeTurns(deps.now);
  return andThen(findProblems(request, { chains, turn, known }), (problems): ScoreResult | Promise<ScoreResult> => {
    if (problems.length === 0) return scoreChecked({ request, chains, turn, deps, known });
    const kept = recordInvalid({ request, chains, problems, deps });
    return andThen(kept, () => ({ kind: 'invalid', problems }));
  });
}

/** Nobody else answers for a release that was asked for: the caller wants that one. */
function refuseAsked(endpoint: ServedEndpoint, asked: string): ScoreResult {
  const message = whyUnloaded(endpoint, asked);
  if (message !== null) return { kind: 'exhausted', rows: [], message };
  return { kind: 'unknown-release', asked, known: knownReleases(endpoint) };
}

function scoreChecked(o: {
  request: ScoreRequest;
  chains: readonly ServedRelease[][];
  turn: Turn;
  deps: ScoreDeps;
  known: PrecomputedRows | null;
}): ScoreResult | Promise<ScoreResult> {
  const { request, chains, turn, deps, known } = o;
  const end = request.startedAt + requestLimitMs;
  const scored: ScoredRow[] = [];
  const filled = filledRows(request, { chains, deps, known });
  const scoreOne = (index: number): boolean | Promise<boolean> => {
    const row = filled[index];
    const leftMs = end - deps.now();
    if (row === undefined || leftMs <= 0) return false;
    const ready = known?.answerTo(index) ?? null;
    if (ready !== null) return scored.push(ready) > 0;
    const answer = scoreRow({
      ...{ endpoint: request.endpoint, filled: row, chain: chains[index] ?? [], now: deps.now, leftMs },
    });
    return andThen(answer, (one) => scored.push(one) > 0);
  };
  return andThen(rowByRow(filled.length, turn, scoreOne), () => {
    const rows = filled.map(({ row }) => row);
    const kept = record({ request, rows, chains, scored, deps });
    const copies = deps.shadow === undefined ? [] : copyRows({ request, chains, scored, random: deps.random });
    if (copies.length > 0) request.afterAnswer(() => deps.shadow?.offer(copies));
    return andThen(kept, () => toResult(request, scored));
  });
}

/** Rows with what their releases look up, read for all of them at one moment. */
function filledRows(
  { rows, endpoint }: ScoreRequest,
  o: { chains: readonly ServedRelease[][]; deps: ScoreDeps; known: PrecomputedRows | null },
): FilledRow[] {
  const { chains, deps, known } = o;
  const { projectId } = endpoint.facts;
  const now = deps.wallClock();
  return rows.map((row, index) => {
    // What has its answer already looks nothing up.
    const chain = known?.has(index) === true ? [] : (chains[index] ?? []);
    return fillLookups(row, { chain, projectId, online: deps.online, now });
  });
}

function toResult({ rows }: ScoreRequest, scored: ScoredRow[]): ScoreResult {
  if (scored.length < rows.length) {
    const message = `Only ${scored.length} of ${rows.length} rows were answered within ${requestLimitMs / 1000} s: send fewer rows.`;
    return { kind: 'late', rows: scored, message };
  }
  const silent = scored.find((row) => row.release === null && row.prediction === null);
  return silent === undefined
    ? { kind: 'answered', rows: scored }
    : { kind: 'exhausted', rows: scored, message: silent.reason ?? 'no release answered' };
}

function chainFor(options: {
  endpoint: ServedEndpoint;
  row: JsonObject;
  asked: ServedRelease | undefined;
  random: () => number;
}): ServedRelease[] {
  const { config } = options.endpoint.facts;
  const sticky = config.stickyBy === undefined ? undefined : options.row[config.stickyBy];
  const draw =
    sticky === undefined || sticky === null
      ? options.random()
      : stickyDraw(
          typeof sticky === 'number' ? sticky : JSON.stringify(sticky),
          config.stickySalt ?? options.endpoint.facts.id,
        );
  const chain = routerChain(config, options.asked === undefined ? { draw } : { asked: options.asked.id, draw });
  return chain.flatMap((id) => options.endpoint.releases.get(id) ?? []);
}

/** Enough to see what is wrong. */
const mostProblems = 100;

/** A row is checked against the release that is asked first; the others of the chain take what they know of it. */
function findProblems(
  { rows, extras }: ScoreRequest,
  { chains, turn, known }: { chains: readonly ServedRelease[][]; turn: Turn; known: PrecomputedRows | null },
): FieldProblem[] | Promise<FieldProblem[]> {
  const problems: FieldProblem[] = [];
  const checkOne = (index: number) => {
    const row = known === null ? rows[index] : known.toCheck(index);
    if (row === undefined) return false;
    if (row === null) return true;
    const unscored = known?.unscored(index) ?? null;
    if (unscored !== null) return problems.push(unscored) < mostProblems;
    for (const problem of chains[index]?.[0]?.validator.check(row, { index, extras }) ?? []) problems.push(problem);
    return problems.length < mostProblems;
  };
  return andThen(rowByRow(rows.length, turn, checkOne), () => problems);
}

/** As much of a reason as is read: 100 fields may be wrong. */
const longestReason = 500;

/** A refused request is counted and kept once, with the names of what did not fit and without values: those may be anything. */
function recordInvalid(o: {
  request: ScoreRequest;
  chains: readonly ServedRelease[][];
  problems: readonly FieldProblem[];
  deps: ScoreDeps;
}): Kept {
  const { request, chains, problems, deps } = o;
  const release = chains[0]?.[0]?.id;
  if (release === undefined) return undefined;
  const { facts } = request.endpoint;
  const micros = Math.round((deps.now() - request.startedAt) * 1000);
  // Its caller did nothing wrong: another release would have had the score. A rollout is judged by that.
  const isUnscored = request.asked === undefined && problems.some(({ problem }) => problem === 'unscored');
  const routed = isUnscored ? { routed: { release, missed: true, error: true, micros } } : {};
  deps.count({ endpoint: facts.id, release, outcome: 'invalid', micros: null, prediction: null, ...routed });
  return deps.keep([
    {
      id: newPredictionId(),
      at: isoTime(deps.wallClock()),
      endpoint: facts.id,
      revision: facts.revision,
      release,
      ...(request.asked === undefined ? {} : { asked: request.asked }),
      rank: 0,
      reason: describeProblems(problems).slice(0, longestReason),
      input: {},
      output: null,
      caller: request.caller,
      protocol: request.protocol,
      micros: { total: micros, features: 0, model: 0 },
      status: 'invalid',
    },
  ]);
}

function record(options: {
  request: ScoreRequest;
  /** With what was looked up for them. */
  rows: readonly JsonObject[];
  chains: readonly ServedRelease[][];
  scored: readonly ScoredRow[];
  deps: ScoreDeps;
}): Kept {
  const { request, rows, chains, scored, deps } = options;
  const total = Math.round((deps.now() - request.startedAt) * 1000);
  const at = isoTime(deps.wallClock());
  const { facts } = request.endpoint;
  const { caller, protocol, asked } = request;
  const kept = asked === undefined ? { rows, caller, protocol, facts } : { rows, caller, protocol, facts, asked };
  const stored = deps.keep(scored.map((row, index) => toPrediction({ request: kept, row, index, at, total })));
  // Each release counts the time of the request once, with the first row that it answered.
  const timed = new Set<ReleaseId>();
  for (const [index, row] of scored.entries()) {
    const routed = chains[index]?.[0]?.id;
    const release = row.release?.id ?? routed;
    if (release === undefined) continue;
    const micros = timed.has(release) ? null : total;
    timed.add(release);
    deps.count({
      endpoint: request.endpoint.facts.id,
      release,
      outcome: statusOf(row),
      micros,
      prediction: countedPrediction(row),
      // A rollout asks of each release what became of the rows that its share sent there; who asks for a version chose it.
      ...(routed === undefined || request.asked !== undefined ? {} : { routed: { release: routed, ...fateOf(row) } }),
    });
  }
  return stored;
}

function fateOf(row: ScoredRow): Omit<NonNullable<Served['routed']>, 'release'> {
  const missed = row.first !== 'answered';
  const error = row.first === 'failed' && statusOf(row) === 'error';
  return { missed, error, micros: row.ownMicros };
}

/** An item is a name, even where it is written in digits: how often it was answered is counted, not added up. */
function countedPrediction({ prediction, recommended }: ScoredRow): string | number | null {
  return recommended === undefined || prediction === null ? prediction : String(prediction);
}
