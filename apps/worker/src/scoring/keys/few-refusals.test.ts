import type { Prediction } from '@millrace/pipeline-core/release';
import { expect, it } from 'vitest';
import { testId } from '../../testing/fake-release';
import { testPrediction } from '../../testing/test-prediction';
import { keepFewRefusals } from './few-refusals';

const refused = { output: null, status: 'invalid', reason: 'The rows do not fit the signature: tenur (extra).' };
const prediction = (more: object = {}) => testPrediction({ at: '2026-11-20T10:00:00.000Z', ...refused, ...more });

it('keeps the same refusal of one caller once a minute, and every answer', () => {
  let now = 0;
  const kept: Prediction[] = [];
  const keep = keepFewRefusals(
    (predictions) => void kept.push(...predictions),
    () => now,
  );
  const send = (...predictions: Prediction[]) => {
    const before = kept.length;
    void keep(predictions);
    return kept.length - before;
  };
  expect([send(prediction()), send(prediction())]).toEqual([1, 0]);
  expect(send(prediction({ caller: 'key:2' }))).toBe(1);
  expect(send(prediction({ reason: 'The rows do not fit the signature: age (missing).' }))).toBe(1);
  expect(send(prediction({ endpoint: testId(3) }))).toBe(1);
  const answer = { status: 'ok', output: { prediction: 'yes' } };
  expect([send(prediction(answer)), send(prediction(answer))]).toEqual([1, 1]);
  expect(send(prediction(answer), prediction(answer))).toBe(2);
  now = 59_999;
  expect(send(prediction())).toBe(0);
  now = 60_000;
  expect(send(prediction())).toBe(1);
});
