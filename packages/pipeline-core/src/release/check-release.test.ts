import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../metrics/evaluation';
import { checkMetric } from './check-metric';
import {
  checkGates,
  checkGoldenRows,
  checkLatency,
  checkLeakage,
  checkRollback,
  checkRollbackGates,
  checkSignature,
  type GateFacts,
  type SmokeFacts,
} from './check-release';
import { decideGates } from './gate';
import type { Signature, SignatureInput } from './signature';

const input = (name: string, type: SignatureInput['type'], required = false): SignatureInput => ({
  name,
  type,
  required,
});
const signature = (...inputs: SignatureInput[]): Signature => ({ inputs, outputs: [] });
const testEvaluation = (r2: number, interval: [number, number]): Evaluation => {
  const nothing = { rows: 0, metrics: {}, intervals: {} };
  const test = { rows: 500, metrics: { r2 }, intervals: { r2: interval } };
  const parts = { train: nothing, validation: nothing, test };
  return { v: 1, task: 'regression', target: 'y', parts, part: 'test', curves: {} };
};
const smoke: SmokeFacts = { rows: 100, largestDifference: 0, coldStartMs: 30, p99Micros: 120, samples: 1_000 };

describe('input schema', () => {
  const current = signature(input('age', 'integer'), input('city', 'text'));

  it.each([
    ['the same fields', current, 'pass', ''],
    ['another order', signature(input('city', 'text'), input('age', 'integer')), 'pass', ''],
    ['a whole number that becomes a number', signature(input('age', 'number'), input('city', 'text')), 'pass', ''],
    [
      'a number that becomes text',
      signature(input('age', 'text'), input('city', 'text')),
      'fail',
      'age was a whole number, is a text',
    ],
    ['a new field', signature(...current.inputs, input('zip', 'text')), 'fail', 'zip is new'],
    ['a field less', signature(input('age', 'integer')), 'fail', 'city is not taken any more'],
    [
      'null no longer allowed',
      signature(input('age', 'integer', true), input('city', 'text')),
      'fail',
      'age may not be null',
    ],
  ])('%s', (_case, next, status, reason) => {
    const check = checkSignature(next, current);
    expect(check.status).toBe(status);
    expect(check.reason).toContain(reason);
  });

  it('fits when nobody calls yet', () => expect(checkSignature(current, null).status).toBe('pass'));
});

describe('metric', () => {
  const release = (evaluation: Evaluation | null) => ({ name: 'prices v2', evaluation });
  const champion = (r2: number) => ({ name: 'prices v1', evaluation: testEvaluation(r2, [r2 - 0.02, r2 + 0.02]) });

  it.each([
    [0.91, 'pass'],
    [0.9, 'pass'],
    [0.87, 'pass'],
    [0.85, 'fail'],
  ])('R2 %f against 0.9 with intervals of 0.02 each is a %s', (r2, status) => {
    expect(checkMetric(release(testEvaluation(r2, [r2 - 0.02, r2 + 0.02])), champion(0.9)).status).toBe(status);
  });

  it('says on which rows each figure is', () => {
    const next = release(testEvaluation(0.91, [0.9, 0.92]));
    expect(checkMetric(next, champion(0.9)).reason).toBe('R² 0.9100 on test rows, prices v1 has 0.9000.');
    const earlier = { ...champion(0.9).evaluation, part: 'validation' as const };
    earlier.parts = { ...earlier.parts, validation: earlier.parts.test };
    const { reason } = checkMetric(next, { name: 'prices v1', evaluation: earlier });
    expect(reason).toContain('prices v1 has 0.9000 on validation rows.');
  });

  it('fails for another target', () => {
    const other = release({ ...testEvaluation(0.99, [0.98, 1]), target: 'z' });
    expect(checkMetric(other, champion(0.9)).status).toBe('fail');
  });

  it('does not pass a champion with a figure without one, and says why there is none', () => {
    expect(checkMetric(release(null), champion(0.9))).toMatchObject({
      status: 'fail',
      reason: 'Cannot be compared, because prices v2 was not evaluated.',
    });
    const missed = { ...release(null), missed: 'step "Evaluate" of run 12 failed' };
    expect(checkMetric(missed, champion(0.9)).reason).toBe(
      'Cannot be compared, because the evaluation of prices v2 did not come: step "Evaluate" of run 12 failed.',
    );
  });

  it('stops nothing where there is no figure to be worse than, and says so', () => {
    const unjudged = { name: 'prices v1', evaluation: null };
    expect(checkMetric(release(testEvaluation(0.9, [0.8, 1])), unjudged)).toMatchObject({
      status: 'warn',
      reason: 'Cannot be compared, because prices v1 was not evaluated.',
    });
    expect(checkMetric(release(testEvaluation(0.9, [0.8, 1])), null).status).toBe('pass');
    const first = checkMetric(release(null), null);
    expect(first.status).toBe('warn');
    expect(first.reason).toContain('How good this release is nobody knows: prices v2 was not evaluated.');
  });

  it('has not run as long as an evaluation is to come, of the release or of the champion', () => {
    const awaits = 'step "Evaluate" of run 12';
    const waiting = { name: 'prices v3', evaluation: null, awaits };
    const reason = `The deployment waits for the evaluation of prices v3: ${awaits}.`;
    const notRun = { status: 'not-run', reason };
    expect(checkMetric(waiting, champion(0.9))).toMatchObject(notRun);
    expect(checkMetric(waiting, null)).toMatchObject(notRun);
    expect(checkMetric(release(testEvaluation(1, [1, 1])), waiting)).toMatchObject(notRun);
  });

  it('does not pass with a figure that is not defined on its rows', () => {
    const undefinedOn = testEvaluation(0.9, [0.8, 1]);
    const test = { ...undefinedOn.parts.test, metrics: { r2: null } };
    const nothing = { ...undefinedOn, parts: { ...undefinedOn.parts, test } };
    expect(checkMetric(release(nothing), champion(0.9))).toMatchObject({
      status: 'fail',
      reason: 'Cannot be compared, because R² is not defined on the rows of this release.',
    });
    expect(checkMetric(release(nothing), { name: 'prices v1', evaluation: nothing }).status).toBe('warn');
  });
});

describe('other checks', () => {
  it('golden rows', () => {
    expect(checkGoldenRows(smoke).status).toBe('pass');
    expect(checkGoldenRows({ ...smoke, largestDifference: 1e-3 }).status).toBe('fail');
    expect(checkGoldenRows({ ...smoke, rows: 0 }).status).toBe('fail');
    expect(checkGoldenRows({ ...smoke, rows: 10, unasked: 90 })).toMatchObject({
      status: 'warn',
      reason: 'No difference. There was no time for the other 90.',
      measured: '10 of 100 proof rows',
    });
  });

  it('latency', () => {
    const statusOf = (p99Micros: number) => checkLatency({ ...smoke, p99Micros }, 200).status;
    expect([120, 50_000, 50_001].map(statusOf)).toEqual(['pass', 'pass', 'fail']);
    expect(checkLatency(smoke, 200).measured).toBe('1,000 answers');
    expect(checkLatency(smoke, 200).reason).toContain('within 50 ms, a quarter of the 200 ms that the endpoint has');
  });

  it('rollback target and leakage', () => {
    expect(checkRollback(null).status).toBe('pass');
    expect(checkRollback({ name: 'v1', loads: false }).status).toBe('warn');
    expect(checkLeakage(undefined).status).toBe('warn');
  });
});

describe('all gates', () => {
  const release = {
    name: 'prices v2',
    signature: signature(input('x', 'number')),
    evaluation: testEvaluation(0.5, [0.5, 0.5]),
  };
  const champion = { ...release, name: 'prices v1', evaluation: testEvaluation(0.9, [0.9, 0.9]), loads: true };
  const facts: GateFacts = { release, champion, smoke, replay: null, tests: null, last: null, budgetMs: 200 };

  it('let a person override quality, never a unit check', () => {
    expect(decideGates(checkGates({ ...facts, champion: null })).allowed).toBe(true);
    expect(decideGates(checkGates(facts))).toMatchObject({ allowed: false, overridable: true });
    expect(decideGates(checkGates({ ...facts, smoke: { ...smoke, largestDifference: 0.1 } }))).toMatchObject({
      allowed: false,
      overridable: false,
    });
  });

  it('stop a release that cannot give the last answer of its endpoint, and warn of it on the way back', () => {
    const last = { said: { kind: 'constant' as const, value: 'no' }, answers: { task: 'regression' as const } };
    const of = (gates: ReturnType<typeof checkGates>) => gates[0]?.checks.find(({ id }) => id === 'last-answer');
    const gates = checkGates({ ...facts, champion: null, last });
    expect(of(gates)).toMatchObject({ status: 'fail' });
    expect(decideGates(gates)).toMatchObject({ allowed: false, overridable: false });
    const back = checkRollbackGates({ ...facts, last });
    expect(of(back)).toMatchObject({ status: 'warn' });
    expect(decideGates(back).allowed).toBe(true);
  });

  it('tell the gaps of a model card, and let nothing be stopped by them', () => {
    const decide = (cardMissing: string[]) => {
      const gates = checkGates({ ...facts, champion: null, release: { ...release, cardMissing } });
      const check = gates.flatMap(({ checks }) => checks).find(({ id }) => id === 'card-complete');
      return { check, allowed: decideGates(gates).allowed };
    };
    expect(decide(['Purpose', 'Owner'])).toMatchObject({
      ...{ allowed: true, check: { status: 'warn', reason: 'Purpose, Owner: need a sentence each.' } },
    });
    expect(decide([])).toMatchObject({ allowed: true, check: { status: 'pass' } });
  });

  it('compare nothing with itself where an endpoint goes live with what answers there', () => {
    const checks = checkGates({ ...facts, champion: { ...release, loads: true } }).flatMap((gate) => gate.checks);
    const already = { status: 'pass', reason: 'prices v2 answers here already.' };
    expect(checks.find(({ id }) => id === 'metric')).toMatchObject(already);
    expect(checks.find(({ id }) => id === 'rollback-target')).toMatchObject(already);
  });

  it('say beforehand what can be said, and what is measured later', () => {
    const early = checkGates({ ...facts, smoke: null }).flatMap(({ checks }) => checks);
    expect(Object.fromEntries(early.map(({ id, status }) => [id, status]))).toEqual({
      'schema-compatible': 'pass',
      'golden-rows': 'not-run',
      latency: 'not-run',
      'held-out-rows': 'not-run',
      'rollback-target': 'pass',
      metric: 'fail',
      slices: 'not-run',
      leakage: 'warn',
    });
  });

  it('have titles that hold whether a check passes or not, and name the bar beforehand', () => {
    const titles = (gates: ReturnType<typeof checkGates>) =>
      gates.flatMap(({ checks }) => checks.map(({ id, title }) => [id, title]));
    const first = checkGates({ ...facts, champion: null, smoke: null });
    const bad = checkGates({ ...facts, smoke: { ...smoke, rows: 0, p99Micros: 9e6 } });
    expect(titles(first)).toEqual(titles(bad));
    expect(titles(first).map(([, title]) => title)).toEqual([
      'Fields that callers send',
      'Answers for single rows',
      'Speed',
      'Held-out rows, as a table and one by one',
      'Way back',
      'Figure against what answers today',
      'Groups of rows against what answers today',
      'Leakage and overlap',
    ]);
    const speed = first.flatMap(({ checks }) => checks).find(({ id }) => id === 'latency');
    expect(speed?.reason).toContain('within 50 ms');
  });

  it('let a release back whatever its metric, and whoever it would refuse; not one that answers otherwise', () => {
    const narrower = { ...release, signature: signature(input('x', 'integer')) };
    const gates = checkRollbackGates({ ...facts, release: narrower });
    expect(gates.map(({ gate }) => gate)).toEqual(['unit']);
    expect(decideGates(gates).allowed).toBe(true);
    expect(gates[0]?.checks[0]).toMatchObject({ status: 'warn', reason: 'x was a number, is a whole number.' });
    const broken = checkRollbackGates({ ...facts, smoke: { ...smoke, largestDifference: 0.1 } });
    expect(decideGates(broken)).toMatchObject({ allowed: false, overridable: false });
  });
});
