import type { Prediction } from '@millrace/pipeline-core/release';
import type { ScoreRequest } from '../answering/asked-rows';
import { outputOf } from '../answering/output-of';
import type { ScoredRow } from '../answering/score-row';
import type { EndpointFacts } from '../releases/served-release';

export function statusOf(row: ScoredRow): 'ok' | 'fallback' | 'error' {
  if (row.release === null && row.prediction === null) return 'error';
  return row.rank === 0 ? 'ok' : 'fallback';
}

/** How an answered row is kept. `total` is the time of its request in microseconds. */
export function toPrediction(options: {
  request: Pick<ScoreRequest, 'asked' | 'caller' | 'protocol' | 'rows'> & { facts: EndpointFacts };
  row: ScoredRow;
  index: number;
  at: string;
  total: number;
}): Prediction {
  const { request, row, index, at, total } = options;
  const { facts } = request;
  const output = row.prediction === null && row.recommended === undefined ? null : outputOf(row);
  const kept: Prediction = {
    id: row.id,
    at,
    endpoint: facts.id,
    revision: facts.revision,
    release: row.release?.id ?? null,
    rank: row.rank,
    input: request.rows[index] ?? {},
    output,
    caller: request.caller,
    protocol: request.protocol,
    micros: { total, features: Math.round(row.micros.features), model: Math.round(row.micros.model) },
    status: statusOf(row),
  };
  if (request.asked !== undefined) kept.asked = request.asked;
  if (row.reason !== undefined) kept.reason = row.reason;
  return kept;
}
