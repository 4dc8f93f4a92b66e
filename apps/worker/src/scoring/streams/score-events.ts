import { setImmediate } from 'node:timers/promises';
import { FirstEventFailed, Outage } from '@millrace/db';
import { type BusEvent, eventRow } from '@millrace/pipeline-core/events';
import { describeProblems } from '../answering/describe-problems';
import { type ScoreResult, scoreRequest } from '../answering/score-request';
import type { ScoredRow } from '../answering/score-row';
import type { ServedEndpoint } from '../releases/served-release';
import type { HeldEffects } from './held-effects';

/** What a record came to. `failed`: the model gave an error for it. */
export type RecordResult =
  | { kind: 'answered'; row: ScoredRow }
  | { kind: 'refused'; reason: string }
  | { kind: 'failed'; reason: string };

/** No answer through no fault of the record. `uncertain`: it may have had a part in it, so a try is counted. */
type Trouble = { kind: 'trouble'; uncertain: boolean; reason: string };

export type ScoredRecord = { record: BusEvent; result: RecordResult };

/** Work goes on for so long before requests get their turn: they wait for that of each endpoint at work. */
const stretchMs = 2;

type Options = {
  endpoint: ServedEndpoint;
  effects: HeldEffects;
  caller: string;
};

/**
 * Scores records as requests of one row each, up to the first that the endpoint is in trouble with: those before it are
 * answered, and it stands first in the next block. Where it is the very first: throws Outage while the endpoint can answer
 * no record, and FirstEventFailed where this one may have a part in it. A record that the model fails with is at fault
 * itself where others are answered; where none is, nothing says so.
 */
export async function scoreEvents(records: readonly BusEvent[], options: Options): Promise<ScoredRecord[]> {
  const { deps, begin } = options.effects;
  const scored: ScoredRecord[] = [];
  let trouble: Trouble | null = null;
  let since = deps.now();
  for (const record of records) {
    if (deps.now() - since >= stretchMs) {
      await setImmediate();
      since = deps.now();
    }
    begin();
    const result = await scoreEvent(record, options);
    if (result.kind === 'trouble') {
      trouble = result;
      break;
    }
    scored.push({ record, result });
  }
  const known = knownOf(scored);
  options.effects.keepFirst(known.length);
  if (known.length > 0) return known;
  throw whyNone(scored[0]?.result, trouble);
}

/** Where no record was answered, those that the model failed with may be good ones: only what comes before them counts. */
function knownOf(scored: readonly ScoredRecord[]): ScoredRecord[] {
  const failed = scored.findIndex(({ result }) => result.kind === 'failed');
  const answered = scored.some(({ result }) => result.kind === 'answered');
  return answered || failed === -1 ? [...scored] : scored.slice(0, failed);
}

function whyNone(first: RecordResult | undefined, trouble: Trouble | null): Error {
  if (first?.kind === 'failed') return new FirstEventFailed(first.reason);
  if (trouble === null) throw new Error('a block without records was scored');
  return trouble.uncertain ? new FirstEventFailed(trouble.reason) : new Outage(trouble.reason);
}

async function scoreEvent(record: BusEvent, o: Options): Promise<RecordResult | Trouble> {
  const { data } = record;
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    const seen = JSON.stringify(data).slice(0, 60);
    return { kind: 'refused', reason: `The record is ${seen}; expected an object with the fields of a row.` };
  }
  const result = await scoreRequest(
    {
      ...{ endpoint: o.endpoint, rows: [eventRow(record)], caller: o.caller, protocol: 'topic' },
      extras: 'ignore', // a record has its own fields beside those that the model reads
      startedAt: o.effects.deps.now(),
      afterAnswer: o.effects.afterAnswer,
    },
    o.effects.deps,
  );
  return toResult(result);
}

function toResult(result: ScoreResult): RecordResult | Trouble {
  switch (result.kind) {
    case 'invalid':
      return { kind: 'refused', reason: describeProblems(result.problems) };
    case 'unknown-release':
      throw new Error(`a record asked for the release ${result.asked}`); // records ask for none
    case 'exhausted':
      return unanswered(result.rows[0], `No release of the endpoint answered: ${result.message}`);
    case 'late':
      return { kind: 'trouble', uncertain: true, reason: result.message };
    case 'answered': {
      const [row] = result.rows;
      if (row === undefined) throw new Error('a request of one row was answered without one');
      return { kind: 'answered', row };
    }
  }
}

/** Who was away may answer it once it is back, whatever others of the chain made of it. */
function unanswered(row: ScoredRow | undefined, reason: string): RecordResult | Trouble {
  if (row?.away === true) return { kind: 'trouble', uncertain: false, reason };
  const uncertain = row?.late === true || row?.ended === true;
  return uncertain ? { kind: 'trouble', uncertain, reason } : { kind: 'failed', reason };
}
