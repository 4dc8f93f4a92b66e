import type { JsonObject } from '@millrace/pipeline-core/json';
import type { ScoreRequest } from '../answering/asked-rows';
import type { ScoredRow } from '../answering/score-row';
import type { EndpointFacts, ServedRelease } from '../releases/served-release';

/** A row that was answered, for the release in shadow; `row` is as the caller sent it. */
export type RowCopy = {
  /** Of its request what a prediction says: the other rows of it, and the releases of its endpoint, are let go. */
  from: Pick<ScoreRequest, 'caller' | 'protocol' | 'extras'> & { facts: EndpointFacts };
  row: JsonObject;
  /** What became of it; `itself`: the release that it was routed to has answered. */
  answered: Omit<ScoredRow, 'release'> & { itself: boolean };
  shadow: ServedRelease;
};

/**
 * Copies of the rows of a request for the release in shadow of its endpoint, as many of them as its share says. None of
 * those that asked for a release: they are no traffic that it would take over.
 */
export function copyRows(o: {
  request: ScoreRequest;
  chains: readonly ServedRelease[][];
  scored: readonly ScoredRow[];
  random: () => number;
}): RowCopy[] {
  const { request, chains, scored, random } = o;
  const { shadow, facts } = request.endpoint;
  if (shadow === undefined || request.asked !== undefined) return [];
  const { caller, protocol } = request;
  // A key stands beside what models read.
  const extras = facts.config.precomputed === undefined ? request.extras : 'ignore';
  const from = { facts, caller, protocol, extras };
  const percent = facts.config.shadow?.percent ?? 0;
  return scored.flatMap((answered, index) => {
    const champion = chains[index]?.[0];
    const row = request.rows[index];
    if (champion === undefined || row === undefined || champion.id === shadow.id) return [];
    // A row that a batch has answered may be a key and nothing else, and says nothing about how its release fares.
    if (answered.precomputed !== undefined) return [];
    if (percent < 100 && random() * 100 >= percent) return [];
    const { release: _let, ...kept } = answered;
    // What it once said to the same row is remembered with its name, and is no answer of it now.
    return [{ from, row, answered: { ...kept, itself: answered.rank === 0 }, shadow }];
  });
}
