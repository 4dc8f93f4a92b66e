import { describe, expect, it } from 'vitest';
import {
  type Candidate,
  type ComparisonRecord,
  chosenOnTest,
  decidingFacts,
  differingParams,
  leaderSentence,
  leftInSearch,
  rankCandidates,
  type SearchFigure,
  unjudged,
} from './candidate-row';

function candidate(id: string, auc: number, params: Record<string, number | string> = {}): Candidate {
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
    manifest: { trainer: { params }, trainedOn: { rows: 80, validationRows: 40 } },
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

  it('says of rows without a split that the model may have learned from them, and of one candidate not that it leads', () => {
    const split = candidate('groups', -0.05);
    const [evaluation] = split.evaluations;
    const result = { ...evaluation?.result, unsplit: true, part: 'test', parts: evaluation?.result.parts };
    // Only what ranking reads; a whole candidate has more.
    const one = { ...split, task: 'clustering', evaluations: [{ result }] } as unknown as Candidate;
    const metrics = { rows: 10, metrics: { silhouette: -0.05 }, intervals: {} };
    Object.assign(result, { parts: { train: { ...metrics, metrics: {} }, validation: metrics, test: metrics } });
    const rows = rankCandidates([one], null);
    expect(decidingFacts(rows)[0]).toBe('10 rows without a split, also those it learned from');
    expect(leaderSentence(rows, () => 'Silhouette')).toBe(
      'groups reaches Silhouette \u22120.050. Below 0, rows lie nearer to another group than to their own: try other columns or another number of groups.',
    );
    expect(chosenOnTest(rankCandidates([one, { ...one, id: 'b' } as Candidate], null))).toBe(false);
  });

  it('knows which candidates no Evaluate step judged', () => {
    const bare = { ...candidate('bare', 0.5), evaluations: [] };
    const ranking = [{ model: 'best', title: 'best', metric: 0.9, best: true, tied: false, interval: null }];
    const others = [{ ...ranking[0], model: 'bare', best: false, metric: 0.5 }];
    // Only what ranking reads; a whole record has more.
    const compared = {
      result: { v: 1, metric: 'auc', part: 'validation', rows: 10, ranking: [...ranking, ...others] },
    };
    const found = rankCandidates([{ ...candidate('best', 0.9), evaluations: [] }, bare], compared as never);
    expect(unjudged(found).map((row) => row.candidate.id)).toEqual(['best']);
    expect(unjudged(rankCandidates([candidate('strong', 0.9), bare], null)).map((row) => row.candidate.id)).toEqual([
      'bare',
    ]);
  });

  it('says that the figure of the best flatters it where test rows chose between several', () => {
    const several = rankCandidates([candidate('weak', 0.7), candidate('strong', 0.9)], null);
    expect(decidingFacts(several)[0]).toBe('10 test rows decide, so the figure of the best flatters it');
    const one = rankCandidates([candidate('only', 0.7)], null);
    expect([chosenOnTest(one), decidingFacts(one)[0]]).toEqual([false, '10 test rows']);
    const ranking = [{ model: 'strong', title: 'strong', metric: 0.9, best: true, tied: false, interval: null }];
    const byValidation = { result: { v: 1, metric: 'auc', part: 'validation', rows: 10, ranking } };
    // Only what ranking reads; a whole record has more.
    const comparison = byValidation as unknown as ComparisonRecord;
    const kept = rankCandidates([candidate('weak', 0.7), candidate('strong', 0.9)], comparison);
    expect(decidingFacts(kept).slice(0, 2)).toEqual(['10 validation rows decide', '10 test rows kept for the end']);
    const groups = rankCandidates([{ ...candidate('groups', 0.7), task: 'clustering' }], null);
    expect(decidingFacts(groups).at(-1)).toBe('groups of rows that are alike');
  });

  it('agrees with the comparison of the run: headline, order and best are by the rows that decided', () => {
    const candidates = [candidate('linear', 0.83), candidate('trees', 0.82), candidate('left-out', 0.9)];
    const row = { tied: false, best: false, interval: null, behind: null };
    const comparison = {
      result: {
        v: 1,
        metric: 'auc',
        part: 'validation',
        rows: 10,
        ranking: [
          { ...row, model: 'trees', title: 'trees', metric: 0.86, best: true },
          { ...row, model: 'linear', title: 'linear', metric: 0.85, tied: true },
        ],
      },
      // Only what ranking reads; a whole record has more.
    } as unknown as ComparisonRecord;
    const rows = rankCandidates(candidates, comparison);
    expect(rows.map(({ candidate: { id }, value, beside, best }) => [id, value, beside?.value, best])).toEqual([
      ['trees', 0.86, 0.82, true],
      ['linear', 0.85, 0.83, false],
      ['left-out', 0.9, 0.9, false],
    ]);
    expect(leaderSentence(rows, () => 'AUC')).toBe(
      'trees is best by validation rows: AUC 0.860 (0.820 on test rows). One other may be just as good.',
    );
  });

  it('goes by the mean of the folds where there are any, and keeps test rows beside', () => {
    const folded = (id: string, values: number[]) => {
      const one = candidate(id, 0.8);
      const result = one.evaluations[0]!.result;
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      result.folds = { k: values.length, rows: values.map(() => 10), metrics: { auc: { mean, sd: 0.1, values } } };
      return one;
    };
    const rows = rankCandidates([folded('weak', [0.6, 0.8]), folded('strong', [0.7, 0.9])], null);
    expect(rows.map(({ candidate: { id }, part, value, beside }) => [id, part, value?.toFixed(2), beside])).toEqual([
      ['strong', 'folds', '0.80', { part: 'test', value: 0.8 }],
      ['weak', 'folds', '0.70', { part: 'test', value: 0.8 }],
    ]);
    expect(leaderSentence(rows, () => 'AUC')).toBe(
      'strong is best by the mean of 2 folds: AUC 0.800 (0.800 on test rows).',
    );
    const plain = folded('plain', [0.5, 0.5]);
    plain.evaluations[0]!.result.part = 'train';
    const [row] = rankCandidates([plain], null);
    expect([row?.beside, row?.value]).toEqual([null, 0.5]);
    expect(leaderSentence([row!], () => 'AUC')).toBe('plain leads at AUC 0.500, the mean of 2 folds.');
  });

  it('puts a candidate without a figure last, whichever way is better', () => {
    const none = candidate('none', 0.9);
    none.evaluations = [];
    const rows = rankCandidates([none, candidate('some', 0.1)], null);
    expect(rows.map(({ candidate: { id } }) => id)).toEqual(['some', 'none']);
  });

  it('tells what a search found and never ranks it among figures of evaluations', () => {
    const bare = (id: string) => ({ ...candidate(id, 0.5), evaluations: [] });
    const figure = (id: string, value: number) => ({ model: id as SearchFigure['model'], metric: 'auc', value });
    const rest = { rows: 40, judged: 30, winner: false };
    const searched: SearchFigure[] = [
      { ...figure('forest', 0.97), ...rest },
      { ...figure('boosted', 0.99), ...rest, winner: true },
      { ...figure('bayes', 0.98), ...rest },
    ];
    const found = ['bare', 'forest', 'bayes', 'boosted'].map(bare);
    const rows = rankCandidates([...found, candidate('judged', 0.6)], null, searched);
    expect(rows.map((row) => [row.candidate.id, row.value, row.searched?.value ?? null])).toEqual([
      ['judged', 0.6, null],
      ['boosted', null, 0.99],
      ['bayes', null, 0.98],
      ['forest', null, 0.97],
      ['bare', null, null],
    ]);
    // The other kinds of a search go to no step that could judge them.
    expect(unjudged(rows).map((row) => row.candidate.id)).toEqual(['boosted', 'bare']);
    expect(leftInSearch(rows).map((row) => row.candidate.id)).toEqual(['bayes', 'forest']);
    expect(leaderSentence(rows, () => 'AUC')).toBe('judged reaches AUC 0.600.');
    const [best] = rankCandidates(found, null, searched);
    expect(leaderSentence([best!], () => 'AUC')).toBe(
      'No candidate has been evaluated yet. In its search boosted was the best of 30 trials: AUC 0.990 on validation rows.',
    );
    best!.candidate.manifest.trainedOn.validationRows = 0;
    expect(leaderSentence([best!], () => 'AUC')).toMatch(/ AUC 0\.990 on held-out train rows\.$/);
  });

  it('claims no spread where all resamples came out the same', () => {
    const flat = candidate('flat', 0.5);
    flat.evaluations[0]!.result.parts.test.intervals.auc = [0.5, 0.5];
    expect(rankCandidates([flat, candidate('other', 0.4)], null).map(({ interval }) => interval)).toEqual([
      null,
      [0.4 - 0.01, 0.4 + 0.01],
    ]);
  });

  it('names only parameters that differ', () => {
    const rows = rankCandidates(
      [candidate('a', 0.8, { depth: 3, rate: 1 }), candidate('b', 0.7, { depth: 6, rate: 1 })],
      null,
    );
    expect([...differingParams(rows).values()].sort()).toEqual(['depth 3', 'depth 6']);
  });

  it('gives drawn numbers four digits, and words as they are', () => {
    const first = { smoothing: 0.004_795_959_954_89, priors: 'even', note: '' };
    const rows = rankCandidates([candidate('a', 0.8, first), candidate('b', 0.7, { smoothing: 1, priors: 'x' })], null);
    expect(differingParams(rows).get('a')).toBe('smoothing 0.004796, priors even, note ""');
    expect(differingParams(rows).get('b')).toBe('smoothing 1, priors x, note null');
  });
});
