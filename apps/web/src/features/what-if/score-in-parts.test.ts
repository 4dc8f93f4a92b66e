import type { BrowserAsk } from '@millrace/pipeline-core/scoring';
import { expect, it } from 'vitest';
import { scoreInParts } from './score-in-parts';
import type { ScorerClient } from './scorer-client';

/** Answers each row with its own number, and says how many rows each question had. */
function counting() {
  const asked: number[] = [];
  const ask = async (question: BrowserAsk) => {
    const rows = question.ask === 'score' ? question.rows : [];
    asked.push(rows.length);
    return rows.map(({ at }) => ({ ok: true, output: { prediction: at } }));
  };
  return { asked, scorer: { ask: ask as ScorerClient['ask'] } }; // answers scores only
}

const rows = Array.from({ length: 600 }, (_, at) => ({ at }));

it('answers all rows in their order, and says how far it is', async () => {
  const { asked, scorer } = counting();
  const done: number[] = [];
  const options = { signal: new AbortController().signal, onProgress: (count: number) => done.push(count) };
  const answers = await scoreInParts(scorer, rows, options);
  expect(answers.map((answer) => (answer.ok ? answer.output.prediction : null))).toEqual(rows.map(({ at }) => at));
  expect([asked, done]).toEqual([
    [250, 250, 100],
    [250, 500, 600],
  ]);
});

it('stops between two parts', async () => {
  const { asked, scorer } = counting();
  const stopping = new AbortController();
  const options = { signal: stopping.signal, onProgress: () => stopping.abort(new Error('enough')) };
  await expect(scoreInParts(scorer, rows, options)).rejects.toThrow('enough');
  expect(asked).toEqual([250]);
});
