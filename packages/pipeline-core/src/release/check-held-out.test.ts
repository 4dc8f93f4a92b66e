import { describe, expect, it } from 'vitest';
import {
  checkSlices,
  checkTwin,
  type LostRows,
  type ReplayFacts,
  type SliceFacts,
  type TwinFacts,
} from './check-held-out';

const twin: TwinFacts = { asked: 5000, kept: 5000, heldOut: 12_400, largestDifference: 0, different: 0, first: [] };
const replayOf = (facts: Partial<TwinFacts>, slices: SliceFacts | null = null): ReplayFacts => ({
  twin: { ...twin, ...facts },
  slices,
  online: null,
});

describe('held-out rows as a table and one by one', () => {
  const check = (facts: Partial<TwinFacts>) => checkTwin({ replay: replayOf(facts), loaded: true });

  it('pass where no answer differs by more than rounding, and say how many were asked', () => {
    expect(check({})).toMatchObject({
      status: 'pass',
      reason: 'No difference.',
      measured: '5,000 of 12,400 held-out rows',
    });
    expect(check({ largestDifference: 2.2e-16 }).reason).toBe('Largest difference 2.2e-16: rounding.');
    expect(check({ heldOut: 0 }).measured).toBe('5,000 of 5,000 rows');
  });

  it('fail where one does, and show the first rows that do', () => {
    const first = [
      { row: 17, output: 'the probability of yes', batch: 0.75, single: 0.5 },
      { row: 40, output: 'its answer', batch: Number.NaN, single: 'Scoring: no city' },
    ];
    expect(check({ largestDifference: 0.25, different: 12, first })).toMatchObject({
      status: 'fail',
      reason:
        '12 rows get another answer by itself than in the table: row 17 gets 0.5 for the probability of yes instead of 0.75; row 40 gets no answer (Scoring: no city) and 10 rows more.',
    });
    expect(check({ largestDifference: 0.25, different: 1, first: first.slice(0, 1) }).reason).toBe(
      'One row gets another answer by itself than in the table: row 17 gets 0.5 for the probability of yes instead of 0.75.',
    );
  });

  it('say where nothing is proven: before it is loaded, of a release of before, and where no row could be asked', () => {
    expect(checkTwin({ replay: null, loaded: false }).status).toBe('not-run');
    expect(checkTwin({ replay: null, loaded: true })).toMatchObject({
      status: 'warn',
      reason: 'This release was packed before held-out rows were kept with one.',
    });
    expect(check({ asked: 0 }).status).toBe('warn');
  });
});

describe('held-out rows that are lost', () => {
  const replay: LostRows = { kind: 'lost', rows: 4812, seen: 'no file at a/5f/5f00 for the artifact of 812 bytes' };

  it('are told with what is there and what to do; the comparison with what answers fails, and takes a reason', () => {
    expect(checkTwin({ replay, loaded: true })).toMatchObject({
      status: 'warn',
      reason:
        'The 4,812 held-out rows of this release cannot be read: no file at a/5f/5f00 for the artifact of 812 bytes. Nothing is proven beside the proof rows.',
    });
    expect(checkSlices({ replay, loaded: true, championName: 'churn v6' })).toMatchObject({
      status: 'fail',
      reason: expect.stringMatching(/^The 4,812 held-out rows .* So nothing was compared with churn v6\.$/),
      fix: 'Restore this file from a copy of the artifact store. Or say why it goes out without the comparison.',
    });
    expect(checkSlices({ replay, loaded: true, championName: null }).status).toBe('pass');
  });
});

describe('groups of rows', () => {
  const slice = {
    terms: [
      { column: 'sex', kind: 'is' as const, value: 'female' },
      { column: 'age', kind: 'range' as const, from: null, to: 30 },
    ],
    ...{ rows: 412, before: 0.80123, after: 0.71, interval: [-0.1204, -0.0612] as [number, number], p: 0.001 },
  };
  const compared = (o: Partial<Extract<SliceFacts, { kind: 'compared' }>>): SliceFacts => ({
    ...{ kind: 'compared', metric: 'auc', rows: 5000, tested: 87, worse: [], unseen: true, ...o },
  });
  const check = (slices: SliceFacts, championName: string | null = 'churn v6') =>
    checkSlices({ replay: replayOf({}, slices), loaded: true, championName });

  it('pass where none is proven worse', () => {
    expect(check(compared({}))).toMatchObject({
      status: 'pass',
      reason: 'No group is proven worse than with churn v6: 87 compared by ROC AUC.',
      measured: '5,000 rows',
    });
  });

  it('are to be looked at where none was compared', () => {
    expect(check(compared({ tested: 0 }))).toMatchObject({
      status: 'warn',
      reason:
        'Nothing was compared with churn v6: ROC AUC is not defined on any group of these rows, or one of two classes has fewer than 20.',
    });
    expect(check(compared({ tested: 0, cut: true })).reason).toContain('there was no time for any group');
  });

  it('are to be looked at where there was no time for all of them', () => {
    const { status, reason } = check(compared({ tested: 12, cut: true }));
    expect([status, reason]).toEqual([
      'warn',
      'No group is proven worse than with churn v6: 12 compared by ROC AUC. There was no time for others.',
    ]);
  });

  it('fail where one is, and name it with both figures and the interval', () => {
    expect(check(compared({ worse: [slice] }))).toMatchObject({
      status: 'fail',
      reason:
        'Worse than churn v6 on 1 of 87 groups: sex is female and age below 30 (412 rows): ROC AUC 0.71 against 0.8012, 95% interval of the difference -0.1204 to -0.0612.',
    });
    const all = { ...slice, terms: [] };
    const { reason } = check(compared({ worse: [slice, slice, all, slice, slice] }));
    expect(reason).toContain('all rows (412 rows)');
    expect(reason).toContain('And 2 groups more.');
  });

  it('do not fail where the release of before may have learned from these rows', () => {
    const found = check(compared({ worse: [slice], unseen: false }));
    expect(found.status).toBe('warn');
    expect(found.reason).toContain('churn v6 may have learned from these rows');
    const batches = check(compared({ worse: [slice], unseen: false, otherBatches: true }));
    expect(batches.status).toBe('warn');
    expect(batches.reason).toContain('comes from other batches of data, which may hold these rows all the same');
  });

  it('do not fail where rows belong together, which one by one seem to tell more than they do', () => {
    const found = check(compared({ worse: [slice], dependent: 'rows of one customer belong together' }));
    expect(found.status).toBe('warn');
    expect(found.reason).toContain('every row as one of its own, but rows of one customer belong together, so chance');
  });

  it('say why nothing could be compared, and pass where nothing answers yet', () => {
    expect(check({ kind: 'incomparable', why: 'churn v6 does not load any more' })).toMatchObject({
      status: 'warn',
      reason: 'Cannot be compared, because churn v6 does not load any more.',
    });
    expect(checkSlices({ replay: null, loaded: true, championName: null }).status).toBe('pass');
    expect(checkSlices({ replay: null, loaded: false, championName: 'churn v6' }).status).toBe('not-run');
  });
});
