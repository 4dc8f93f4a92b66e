import { setImmediate } from 'node:timers/promises';
import { type BusEvent, eventRow } from '@millrace/pipeline-core/events';
import { describeProblems } from '../describe-problems';
import { type ScoreDeps, type ScoreResult, scoreRequest } from '../score-request';
import type { ScoredRow } from '../score-row';
import type { ServedEndpoint } from '../served-release';

/** What a record came to. `trouble`: the fault may be the endpoint's, not the record's. */
export type RecordResult =
  | { kind: 'answered'; row: ScoredRow }
  | { kind: 'refused'; reason: string }
  | { kind: 'trouble'; late: boolean; reason: string };

export type ScoredRecord = { record: BusEvent; result: RecordResult };

/** No answer, and the records are not known to be at fault: they are tried again. */
export class EndpointTrouble extends Error {
  override name = 'EndpointTrouble';
}

/** Work goes on for so long before requests get their turn. */
const stretchMs = 5;

type Options = {
  endpoint: ServedEndpoint;
  deps: ScoreDeps;
  caller: string;
  /** Takes work for after the records are done. */
  afterAnswer: (work: () => void) => void;
};

/**
 * Scores records as requests of one row each: a bad one refuses none of the others. Throws EndpointTrouble where one was
 * late, or where some failed and none was answered; a record that fails among others that are answered is at fault itself.
 */
export async function scoreEvents(records: readonly BusEvent[], options: Options): Promise<ScoredRecord[]> {
  const { deps } = options;
  const scored: ScoredRecord[] = [];
  let since = deps.now();
  for (const record of records) {
    if (deps.now() - since >= stretchMs) {
      await setImmediate();
      since = deps.now();
    }
    scored.push({ record, result: await scoreEvent(record, options) });
  }
  const answered = scored.some(({ result }) => result.kind === 'answered');
  for (const { result } of scored)
    if (result.kind === 'trouble' && (result.late || !answered)) throw new EndpointTrouble(result.reason);
  return scored;
}

async function scoreEvent(record: BusEvent, o: Options): Promise<RecordResult> {
  const { data } = record;
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    const seen = JSON.stringify(data).slice(0, 60);
    return { kind: 'refused', reason: `The record is ${seen}; expected an object with the fields of a row.` };
  }
  const result = await scoreRequest(
    {
      ...{ endpoint: o.endpoint, rows: [eventRow(record)], caller: o.caller, protocol: 'topic' },
      extras: 'ignore', // a record has its own fields beside those that the model reads
      startedAt: o.deps.now(),
      afterAnswer: o.afterAnswer,
    },
    o.deps,
  );
  return toResult(result);
}

function toResult(result: ScoreResult): RecordResult {
  switch (result.kind) {
    case 'invalid':
      return { kind: 'refused', reason: describeProblems(result.problems) };
    case 'unknown-release':
      throw new Error(`a record asked for the release ${result.asked}`); // records ask for none
    case 'exhausted': {
      const late = result.rows[0]?.late === true;
      return { kind: 'trouble', late, reason: `No release of the endpoint answered: ${result.message}` };
    }
    case 'late':
      return { kind: 'trouble', late: true, reason: result.message };
    case 'answered': {
      const [row] = result.rows;
      if (row === undefined) throw new Error('a request of one row was answered without one');
      return { kind: 'answered', row };
    }
  }
}
