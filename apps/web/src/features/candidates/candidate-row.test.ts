import { describe, expect, it } from 'vitest';
import { type Candidate, differingParams, leaderSentence, rankCandidates } from './candidate-row';

function candidate(id: string, auc: number, params: Record<string, number> = {}): Candidate {
  const part = (value: number) => ({
    rows: 10,
    metrics: { auc: value },
    intervals: { auc: [value - 0.01, value + 0.01] },
  });
  // Only what ranking reads; a whole candidate has more.
  return {
    id,
    title: id,
    stepType: 'gradient-boosted-trees',
    task: 'binary',
    modelHash: id,
    manifest: { trainer: { params } },
    evaluations: [
      { result: { part: 'test', parts: { train: part(auc + 0.05), validation: part(auc), test: part(auc) } } },
    ],
  } as unknown as Candidate;
}

describe('rankCandidates', () => {
  it('puts the best metric first and tells the overfit gap', () => {
    const rows = rankCandidates([candidate('weak', 0.7), candidate('strong', 0.9)], null);
    expect(rows.map(({ candidate: { id }, rank }) => [id, rank])).toEqual([
      ['strong', 1],
      ['weak', 2],
    ]);
    expect(rows[0]?.gap).toBeCloseTo(0.05);
  });

  it('says who leads', () => {
    const rows = rankCandidates([candidate('weak', 0.7), candidate('strong', 0.9)], null);
    expect(leaderSentence(rows, () => 'AUC')).toBe('strong leads at AUC 0.900.');
    expect(leaderSentence([], () => 'AUC')).toBe('No candidate has been evaluated yet.');
  });

  it('names only parameters that differ', () => {
    const rows = rankCandidates(
      [candidate('a', 0.8, { depth: 3, rate: 1 }), candidate('b', 0.7, { depth: 6, rate: 1 })],
      null,
    );
    expect([...differingParams(rows).values()].sort()).toEqual(['depth 3', 'depth 6']);
  });
});
