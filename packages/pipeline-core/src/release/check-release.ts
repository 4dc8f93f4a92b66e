import { typeInWords } from '../schema/type-in-words';
import type { SplitReceipt } from '../split/split-receipt';
import { goldenTolerance } from './answer-rounding';
import { checkSlices, checkTwin, isLost, type LostRows, type ReplayFacts, slicesBase } from './check-held-out';
import { type AnswerFacts, checkLastAnswer } from './check-last-answer';
import { checkMetric, type EvaluatedRelease, metricBase } from './check-metric';
import { checkModelTests, type ModelTestFacts } from './check-model-tests';
import { checkOnline } from './check-online';
import type { LastAnswer } from './endpoint-config';
import type { Gate, GateCheck } from './gate';
import type { Signature, SignatureInput } from './signature';

/** What the smoke test found when proof rows were asked one by one. */
export type SmokeFacts = {
  rows: number;
  /** Proof rows that there was no time for. */
  unasked?: number;
  /** Largest difference between an answer and the stored batch result; up to `rounding` it is rounding, 1e-9 where that is absent. */
  largestDifference: number;
  rounding?: number;
  coldStartMs: number;
  /** Time of a row that 99 of 100 answers kept, over `samples` answers. */
  p99Micros: number;
  samples: number;
};

export type ReleaseFacts = EvaluatedRelease & {
  signature: Signature;
  receipt?: SplitReceipt | undefined;
  /** Titles of the fields of its card that need a sentence; absent where nobody looked. */
  cardMissing?: readonly string[] | undefined;
};

export type GateFacts = {
  release: ReleaseFacts;
  /** What the endpoint answers with now; null at the first deployment. */
  champion: (ReleaseFacts & { loads: boolean }) | null;
  /** Null before the release was loaded: what has to be measured is not run yet. */
  smoke: SmokeFacts | null;
  /** What its held-out rows were answered; null before it was loaded, and of a release that keeps none. */
  replay: ReplayFacts | LostRows | null;
  /** What people have saved as tests of this model; null where nobody looked. */
  tests: ModelTestFacts | null;
  /** What the endpoint answers with where no release does, and what the release could answer; null: the endpoint is new. */
  last: { said: LastAnswer; answers: AnswerFacts } | null;
  budgetMs: number;
};

/** All gates of a deployment, decided from what is known. */
export function checkGates(facts: GateFacts): Gate[] {
  const asked = { replay: facts.replay, loaded: facts.smoke !== null };
  // An endpoint goes live with what answers there: that is nothing to go back to, and nothing to compare with.
  const answers = facts.champion?.name === facts.release.name;
  const already = { status: 'pass' as const, reason: `${facts.release.name} answers here already.` };
  const unit = [
    checkSignature(facts.release.signature, facts.champion?.signature ?? null),
    ...checkSmoke(facts),
    checkTwin(asked),
    ...checkLast(facts),
    answers ? { ...rollbackBase, ...already } : checkRollback(facts.champion),
  ];
  const metric = answers ? { ...metricBase, ...already } : checkMetric(facts.release, facts.champion);
  const championName = facts.champion?.name ?? null;
  const slices = answers ? { ...slicesBase, ...already } : checkSlices({ ...asked, championName });
  const tests = checkModelTests(facts.tests);
  const quality = [metric, slices, ...tests, ...checkLookups(facts), checkLeakage(facts.release.receipt)];
  return [{ gate: 'unit', checks: unit }, { gate: 'quality', checks: quality }, ...checkCard(facts.release)];
}

function checkLast({ last }: Pick<GateFacts, 'last'>): GateCheck[] {
  return last === null ? [] : checkLastAnswer(last.said, last.answers);
}

/** Of a release that looks features up, unless there are no rows to try that with. */
function checkLookups({ release, smoke, replay }: GateFacts): GateCheck[] {
  const looks = release.signature.inputs.some(({ lookup }) => lookup !== undefined);
  if (!looks) return [];
  if (smoke === null) return [checkOnline(null)];
  return replay === null || isLost(replay) ? [] : [checkOnline(replay.online)];
}

/** What people have to say of a model is said; a card with gaps stops nothing. */
function checkCard({ cardMissing }: ReleaseFacts): Gate[] {
  if (cardMissing === undefined) return [];
  const base = { id: 'card-complete', title: 'Model card' };
  const gaps = cardMissing.length;
  const check: GateCheck =
    gaps === 0
      ? { ...base, status: 'pass', reason: 'Every field has its sentence.' }
      : {
          ...base,
          status: 'warn',
          reason: `${cardMissing.join(', ')}: ${gaps === 1 ? 'needs a sentence' : 'need a sentence each'}.`,
          fix: 'Write it on the Card tab of the model.',
        };
  return [{ gate: 'policy', checks: [check] }];
}

/**
 * The gate of a way back: the release loads and answers as it did. Its metric is no question, people go back to a worse
 * figure when the better one misbehaves; and callers that the release before would refuse, or a last answer that is none
 * of its own, are things to know, not to stop for.
 */
export function checkRollbackGates(facts: Omit<GateFacts, 'replay' | 'tests'>): Gate[] {
  const known = [checkSignature(facts.release.signature, facts.champion?.signature ?? null), ...checkLast(facts)];
  const softened = known.map((check): GateCheck => (check.status === 'fail' ? { ...check, status: 'warn' } : check));
  return [{ gate: 'unit', checks: [...softened, ...checkSmoke(facts)] }];
}

function checkSmoke({ smoke, budgetMs }: Pick<GateFacts, 'smoke' | 'budgetMs'>): GateCheck[] {
  if (smoke !== null) return [checkGoldenRows(smoke), checkLatency(smoke, budgetMs)];
  const status = 'not-run' as const;
  return [
    {
      ...goldenBase,
      status,
      reason: 'Checked while it deploys: single rows must get the answers they got in a table.',
    },
    { ...latencyBase, status, reason: `Checked while it deploys: 99 of 100 answers ${barOf(budgetMs)}.` },
  ];
}

/** Titles name what is looked at; whether it is well is said by the mark and the reason, and may be either. */
const goldenBase = { id: 'golden-rows', title: 'Answers for single rows' };
const rollbackBase = { id: 'rollback-target', title: 'Way back' };
const latencyBase = { id: 'latency', title: 'Speed' };

/** Releases answer inside the scoring process, where a late answer cannot be cut short: hence a quarter. */
function barOf(budgetMs: number): string {
  return `within ${budgetMs / 4} ms, a quarter of the ${budgetMs} ms that the endpoint has for an answer`;
}

/** Callers of the current release go on unchanged: the same field names, and types that take what they send. */
export function checkSignature(next: Signature, current: Signature | null): GateCheck {
  const base = { id: 'schema-compatible', title: 'Fields that callers send' };
  if (current === null) return { ...base, status: 'pass', reason: 'Nobody calls this endpoint yet.' };
  const before = new Map(current.inputs.map((input) => [input.name, input]));
  const after = new Set(next.inputs.map((input) => input.name));
  const changes = [
    ...next.inputs.flatMap((input) => describeChange(before.get(input.name), input)),
    ...current.inputs.filter((input) => !after.has(input.name)).map((input) => `${input.name} is not taken any more`),
  ];
  if (changes.length === 0) return { ...base, status: 'pass', reason: `The same ${next.inputs.length} fields.` };
  const fix = 'Deploy to a new endpoint, or train with the same input columns.';
  return {
    ...base,
    status: 'fail',
    reason: `${changes.slice(0, 5).join('; ')}${changes.length > 5 ? ` and ${changes.length - 5} more` : ''}.`,
    fix,
  };
}

function describeChange(before: SignatureInput | undefined, after: SignatureInput): string[] {
  if (before === undefined) return [`${after.name} is new: callers do not send it`];
  const widened = before.type === 'integer' && after.type === 'number';
  if (before.type !== after.type && !widened)
    return [`${after.name} was ${typeInWords(before.type)}, is ${typeInWords(after.type)}`];
  if (before.width !== undefined && after.width !== undefined && before.width !== after.width)
    return [`${after.name} was ${before.width} numbers, is ${after.width}`];
  return after.required && !before.required ? [`${after.name} may not be null any more`] : [];
}

function differenceText({ largestDifference }: SmokeFacts): string {
  return largestDifference <= 0 ? '0' : largestDifference.toExponential(1);
}

/** The release answers single rows as it answered them in a batch. */
export function checkGoldenRows(smoke: SmokeFacts): GateCheck {
  const { rows, unasked = 0 } = smoke;
  const base = {
    ...goldenBase,
    measured: unasked > 0 ? `${rows} of ${rows + unasked} proof rows` : `${rows} proof rows`,
  };
  if (smoke.rows === 0)
    return {
      ...base,
      status: 'fail',
      reason: 'The release has no rows to prove its answers with.',
      fix: 'Register the model again with rows connected.',
    };
  const { rounding = goldenTolerance } = smoke;
  if (smoke.largestDifference <= rounding) {
    const same = smoke.largestDifference <= 0;
    const reason = same ? 'No difference.' : `Largest difference ${differenceText(smoke)}: rounding.`;
    if (unasked === 0) return { ...base, status: 'pass', reason };
    return { ...base, status: 'warn', reason: `${reason} There was no time for the other ${unasked}.` };
  }
  const reason = `Largest difference ${differenceText(smoke)} over ${smoke.rows} proof rows; at most ${rounding} is allowed.`;
  return {
    ...base,
    status: 'fail',
    reason,
    fix: 'Register the model again; if it stays, report it with this release.',
  };
}

/**
 * One row is answered within a quarter of the endpoint's budget. Releases answer inside the scoring process, where a
 * late answer cannot be cut short: what does not keep this bar must not get there.
 */
export function checkLatency(smoke: SmokeFacts, budgetMs: number): GateCheck {
  const p99Ms = smoke.p99Micros / 1000;
  const took = p99Ms < 0.01 ? 'less than 0.01 ms' : `up to ${p99Ms.toFixed(2)} ms`;
  const reason = `99 of 100 answers took ${took} and must come ${barOf(budgetMs)}. Loading took ${Math.round(smoke.coldStartMs)} ms.`;
  const base = { ...latencyBase, reason, measured: `${smoke.samples.toLocaleString('en')} answers` };
  return p99Ms <= budgetMs / 4
    ? { ...base, status: 'pass' }
    : { ...base, status: 'fail', fix: 'Give the endpoint a larger budget, or deploy a smaller model.' };
}

/** There is a release to go back to, and it loads. */
export function checkRollback(champion: { name: string; loads: boolean } | null): GateCheck {
  const base = rollbackBase;
  if (champion === null) return { ...base, status: 'pass', reason: 'Not needed: nothing answered here before.' };
  return champion.loads
    ? { ...base, status: 'pass', reason: `${champion.name} loads and stays in the chain.` }
    : {
        ...base,
        status: 'warn',
        reason: `${champion.name} does not load any more, so there is nothing to go back to.`,
      };
}

/** What the split and the training said about leaks and overlaps. */
export function checkLeakage(receipt: SplitReceipt | undefined): GateCheck {
  const base = { id: 'leakage', title: 'Leakage and overlap' };
  if (receipt === undefined)
    return { ...base, status: 'warn', reason: 'The model was trained without a split, so nothing was held out.' };
  const { warnings } = receipt;
  if (warnings.length === 0) return { ...base, status: 'pass', reason: 'The split has no warnings.' };
  return { ...base, status: 'warn', reason: warnings.map((warning) => warning.message).join(' ') };
}
