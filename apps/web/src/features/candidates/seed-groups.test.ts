import { expect, it } from 'vitest';
import { type Candidate, rankCandidates } from './candidate-row';
import { seedGroups } from './seed-groups';

/** Only what ranking and grouping read; a whole candidate has more. */
function candidate(o: { seed: number; auc: number; leaves?: number; given?: number | null; type?: string }): Candidate {
  const part = { rows: 10, metrics: { auc: o.auc }, intervals: {} };
  const params = { leaves: o.leaves ?? 31, seed: o.given ?? null };
  return {
    id: `${o.seed} ${o.auc}`,
    title: 'Trees',
    stepType: o.type ?? 'gradient-boosted-trees',
    task: 'binary',
    modelHash: `${o.seed} ${o.auc}`,
    manifest: { trainer: { params, seed: o.seed }, featureSetId: 'f', batches: ['b'], target: 't' },
    evaluations: [{ result: { part: 'test', parts: { train: part, validation: part, test: part } } }],
  } as unknown as Candidate;
}

const groupsOf = (...candidates: Candidate[]) => seedGroups(rankCandidates(candidates, null));

it('candidates that differ in their seed alone are one group, with mean and spread', () => {
  const [group, ...more] = groupsOf(
    candidate({ seed: 1, auc: 0.8, given: 1 }),
    candidate({ seed: 2, auc: 0.9, given: 2 }),
    candidate({ seed: 3, auc: 0.85 }),
    candidate({ seed: 4, auc: 0.7, leaves: 7 }),
  );
  expect(more).toEqual([]);
  expect(group).toMatchObject({ seeds: 3, range: [0.8, 0.9] });
  expect(group?.mean).toBeCloseTo(0.85);
  expect(group?.sd).toBeCloseTo(0.05);
  expect(group?.first.value).toBe(0.9);
});

it('the same seed twice is no group; of several groups the best mean comes first', () => {
  expect(groupsOf(candidate({ seed: 1, auc: 0.8 }), candidate({ seed: 1, auc: 0.9 }))).toEqual([]);
  const few = { leaves: 7 };
  const groups = groupsOf(
    candidate({ seed: 1, auc: 0.6 }),
    candidate({ seed: 2, auc: 0.7 }),
    candidate({ seed: 1, auc: 0.8, ...few }),
    candidate({ seed: 2, auc: 0.9, ...few }),
  );
  expect(groups.map(({ mean }) => mean.toFixed(2))).toEqual(['0.85', '0.65']);
});

it('models in which chance has no part are no seeds of each other, however often they are drawn', () => {
  const type = 'logistic-regression';
  expect(groupsOf(candidate({ seed: 1, auc: 0.8, type }), candidate({ seed: 2, auc: 0.9, type }))).toEqual([]);
});
