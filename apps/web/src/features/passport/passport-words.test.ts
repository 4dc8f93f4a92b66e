import { type Passport, passportShape } from '@millrace/pipeline-core/api';
import { expect, it } from 'vitest';
import {
  isReadAsSent,
  judgedWords,
  passportSentence,
  rolloutWords,
  routeSentence,
  unseenWords,
  valueWords,
} from './passport-words';

const id = '00000000-0000-4000-8000-000000000001';
const hash = 'a'.repeat(64);

function passport(prediction: Partial<Passport['prediction']> = {}, share: number | null = 1): Passport {
  return passportShape.parse({
    v: 1,
    prediction: {
      ...{ id, at: '2026-11-18T10:00:00.000Z', status: 'ok', protocol: 'native', caller: 'Ada', rank: 0, reason: null },
      ...{
        asked: null,
        entity: null,
        input: {},
        shadowOf: null,
        release: id,
        micros: { total: 1, features: 0, model: 0 },
      },
      output: { prediction: 'No', probabilities: { No: 0.92 } },
      ...prediction,
    },
    route: {
      endpoint: { id, name: 'churn-api', sandbox: false, deleted: false },
      revision: 1,
      made: null,
      share,
      rollout: null,
    },
    release: {
      id,
      model: { id, name: 'churn' },
      number: 2,
      bundle: hash,
      modelHash: hash,
      by: 'Ada',
      at: '2026-11-01T00:00:00Z',
    },
    ...{ deployment: null, evaluations: [], features: null, training: null, split: null, batches: [], gone: [] },
  });
}

it.each([
  [{}, 'churn v2 answered “No, 92%” at churn-api.'],
  [{ shadowOf: passport().prediction.id }, 'churn v2 answered in the shadow “No, 92%” at churn-api.'],
  [{ status: 'invalid' as const, output: null }, 'A request at churn-api was refused.'],
  [{ status: 'error' as const, output: null }, 'A request at churn-api got no answer.'],
])('says who answered what: %o', (prediction, sentence) => {
  expect(passportSentence(passport(prediction))).toBe(sentence);
});

it('tells the constant from a release that is gone', () => {
  const gone = { ...passport({ status: 'fallback', rank: 1 }), release: null };
  expect(passportSentence(gone)).toBe('A release that is gone answered “No, 92%” at churn-api.');
  expect(routeSentence(gone)).toContain('number 2 of the chain');
  const constant = { ...passport({ status: 'fallback', rank: 1, release: null }), release: null };
  expect(passportSentence(constant)).toBe('The constant answered “No, 92%” at churn-api.');
});

it('says of a constant, and of a request that nobody answered, that no release did', () => {
  const constant = passport({ status: 'fallback', rank: 1, release: null });
  expect(routeSentence(constant)).toBe('No release answered: the endpoint gave its constant.');
  const nobody = passport({ status: 'error', rank: 2, release: null, output: null, asked: 'v2' });
  expect(routeSentence(nobody)).toBe('No release answered, and nothing else did.');
});

it('says how the release came to be asked', () => {
  expect(routeSentence(passport())).toBe('All traffic went to this release.');
  expect(routeSentence(passport({}, 0.05))).toBe('5% of the traffic went to this release.');
  expect(routeSentence(passport({ rank: 1 }))).toContain('number 2 of the chain');
  expect(routeSentence(passport({ asked: 'v2' }))).toContain('by name (v2)');
});

it.each([
  ['started', 0, null, 'v2 in the shadow of v1, moved there by its rules'],
  ['next', 25, 'Ada', 'v2 at 25% against v1, moved there by Ada'],
  ['aborted', 0, null, 'rollout of v2 aborted by its rules; v1 answers alone'],
  ['rolled-back', 0, 'Ada', 'rolled back from v2 by Ada; v1 answers alone'],
] as const)('says what a rollout had done: %s at %d', (move, percent, by, words) => {
  const rollout = { id, move, percent, by, status: 'aborted', champion: 'v1', challenger: 'v2', at: '' } as const;
  expect(rolloutWords(rollout)).toBe(words);
});

it('says the deciding figure, and values on one line', () => {
  const judged = {
    part: 'test' as const,
    task: 'binary' as const,
    rows: 2010,
    metrics: { auc: 0.842 },
    at: '',
    run: null,
    registered: true,
  };
  expect(judgedWords(judged)).toBe('ROC AUC 0.842 on 2,010 test rows');
  expect([null, 12.5, 'a', [1]].map(valueWords)).toEqual(['missing', '12.5', 'a', '[1]']);
});

it('names values that the model has never seen, and nothing where there are none', () => {
  const warning = (field: string) => ({ field, problem: 'unseen', seen: '"Robots"', expected: 'one it knows' });
  expect(unseenWords({ prediction: 'a', warnings: [warning('workclass')] })).toBe(
    'workclass "Robots": no row that the model learned from had this value',
  );
  expect(unseenWords({ warnings: [warning('a'), warning('b')] })).toBe(
    'a "Robots", b "Robots": no row that the model learned from had these values',
  );
  expect([unseenWords(null), unseenWords({ prediction: 'a' })]).toEqual([null, null]);
});

it('tells whether the model read the request as it is', () => {
  const field = (name: string, value: number, view: string | null = null) => ({ name, type: 'number', value, view });
  const features = (request: ReturnType<typeof field>[], values: { name: string; value: number }[] | null) => ({
    ...{ set: hash, count: 2, request },
    values: values === null ? null : values.map((one) => ({ ...one, type: 'number' as const })),
  });
  const values = [
    { name: 'b', value: 2 },
    { name: 'a', value: 1 },
  ];
  expect(isReadAsSent(features([field('a', 1), field('b', 2)], values))).toBe(true);
  expect(isReadAsSent(features([field('a', 1), field('b', 3)], values))).toBe(false);
  expect(isReadAsSent(features([field('a', 1), field('b', 2, 'people')], values))).toBe(false);
  expect(isReadAsSent(features([field('a', 1), field('b', 2), field('c', 3)], values))).toBe(false);
  expect(isReadAsSent(features([field('a', 1), field('b', 2)], null))).toBe(false);
});
