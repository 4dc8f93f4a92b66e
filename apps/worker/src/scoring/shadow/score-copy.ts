import type { Prediction } from '@millrace/pipeline-core/release';
import { answersAgree } from '@millrace/pipeline-core/rollout';
import type { RowFate } from '../../watching/row-counter';
import type { CopiedRow } from '../../watching/shadow-counter';
import { describeProblems } from '../answering/describe-problems';
import type { ScoreDeps } from '../answering/score-request';
import { type ScoredRow, scoreRow } from '../answering/score-row';
import { fillLookups } from '../features/fill-lookups';
import { toPrediction } from '../predictions/scored-prediction';
import { newPredictionId } from '../predictions/uuid-v7';
import type { RowCopy } from './copy-rows';

export type CopyDeps = Pick<ScoreDeps, 'now' | 'wallClock' | 'online'> & {
  keep: (predictions: readonly Prediction[]) => void;
  count: (copy: CopiedRow) => void;
};

/** Asks the release in shadow for a copy, compares it with what was answered, keeps and counts it. */
export async function scoreCopy(copy: RowCopy, deps: CopyDeps): Promise<void> {
  const { from, answered, shadow } = copy;
  const { facts } = from;
  const filled = fillLookups(copy.row, {
    chain: [shadow],
    projectId: facts.projectId,
    online: deps.online,
    now: deps.wallClock(),
  });
  const scored = await ask(copy, { filled, now: deps.now });
  const both = answered.itself && scored.release !== null;
  deps.count({
    endpoint: facts.id,
    release: shadow.id,
    champion: fateOf(answered, answered.itself),
    challenger: fateOf(scored, scored.release !== null),
    agreement: both ? answersAgree(shadow.task, answered, scored) : null,
  });
  const at = new Date(deps.wallClock()).toISOString();
  const prediction = toPrediction({
    request: { ...from, rows: [filled.row] },
    row: scored,
    index: 0,
    at,
    total: scored.ownMicros,
  });
  deps.keep([{ ...prediction, release: shadow.id, shadowOf: answered.id }]);
}

/** A row that the release would refuse has failed: its callers would have no answer. The end of the chain is no answer of it. */
async function ask(
  { from, row, shadow }: RowCopy,
  { filled, now }: { filled: ReturnType<typeof fillLookups>; now: () => number },
): Promise<ScoredRow> {
  const problems = shadow.validator.check(row, { index: 0, extras: from.extras });
  if (problems.length > 0) return refused(describeProblems(problems));
  // The end of the chain answers callers, and there are none here.
  const { remember: _, ...config } = from.facts.config; // an answer from memory says nothing of the release
  const facts = { ...from.facts, config: { ...config, last: { kind: 'error' as const } } };
  const endpoint = { facts, releases: new Map([[shadow.id, shadow]]) };
  const leftMs = Number.POSITIVE_INFINITY; // nobody waits: its budget alone is its limit
  const scored = await scoreRow({ endpoint, filled, chain: [shadow], now, leftMs });
  return scored.rank > 0 ? { ...scored, prediction: null, release: null, rank: 0 } : scored;
}

function refused(reason: string): ScoredRow {
  return {
    id: newPredictionId(),
    ...{ prediction: null, release: null, rank: 0, reason },
    micros: { features: 0, model: 0 },
    ...{ first: 'failed', ownMicros: 0 },
  };
}

/** Failing is an error of both, whoever answered then: the one in shadow has nobody behind it. */
function fateOf({ first, ownMicros, prediction, recommended }: Omit<ScoredRow, 'release'>, itself: boolean): RowFate {
  const answer = recommended === undefined || prediction === null ? prediction : String(prediction);
  return {
    missed: first !== 'answered',
    error: first === 'failed',
    micros: ownMicros,
    prediction: itself ? answer : null,
  };
}
