import type { JsonObject } from '@millrace/pipeline-core/json';
import { expect, it } from 'vitest';
import { scoreInParts } from './score-in-parts';

/** Answers each row with its own number, and says how many rows each question had. */
function counting() {
  const asked: number[] = [];
  const score = async (part: JsonObject[]) => {
    asked.push(part.length);
    return part.map((row) => ({ ok: true as const, output: { prediction: row.at ?? null } }));
  };
  return { asked, score };
}

const rows = Array.from({ length: 600 }, (_, at) => ({ at }));

it('answers all rows in their order, and says how far it is', async () => {
  const { asked, score } = counting();
  const done: number[] = [];
  const options = { signal: new AbortController().signal, onProgress: (count: number) => done.push(count) };
  const answers = await scoreInParts(score, rows, options);
  expect(answers.map((answer) => (answer.ok ? answer.output.prediction : null))).toEqual(rows.map(({ at }) => at));
  expect([asked, done]).toEqual([
    [250, 250, 100],
    [250, 500, 600],
  ]);
});

it('says nothing of a part that was answered after the stop', async () => {
  const stopping = new AbortController();
  const done: number[] = [];
  const score = async (part: JsonObject[]) => {
    stopping.abort(new Error('enough'));
    return part.map(() => ({ ok: true as const, output: {} }));
  };
  const options = { signal: stopping.signal, onProgress: (count: number) => done.push(count) };
  await expect(scoreInParts(score, rows, options)).rejects.toThrow('enough');
  expect(done).toEqual([]);
});

it('stops between two parts', async () => {
  const { asked, score } = counting();
  const stopping = new AbortController();
  const options = { signal: stopping.signal, onProgress: () => stopping.abort(new Error('enough')) };
  await expect(scoreInParts(score, rows, options)).rejects.toThrow('enough');
  expect(asked).toEqual([250]);
});
