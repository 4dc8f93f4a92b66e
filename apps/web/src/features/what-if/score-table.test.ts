import type { SignatureInput } from '@millrace/pipeline-core/release';
import type { BrowserAnswer, BrowserAsk, BrowserRow } from '@millrace/pipeline-core/scoring';
import { expect, it } from 'vitest';
import { createTableScorer, type TableState } from './score-table';

const inputs: SignatureInput[] = [{ name: 'age', type: 'integer', required: true }];

/** A scorer whose answers come when they are let. */
function heldBack() {
  const waiting: (() => void)[] = [];
  const ask = async <A extends BrowserAsk>(question: A) => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    const rows = question.ask === 'score' ? question.rows : [];
    return rows.map((): BrowserRow => ({ ok: true, output: { prediction: 1 } })) as BrowserAnswer<A['ask']>; // only rows are asked
  };
  return { ask, release: () => waiting.shift()?.() };
}

it('lets a refused table end the one before, whose answers come to nothing', async () => {
  const scorer = heldBack();
  const states: TableState[] = [];
  const tables = createTableScorer({ scorer, inputs, onState: (state) => states.push(state) });
  const first = tables.score('age\n1\n2');
  await tables.score('no such column\n1');
  scorer.release();
  await first;
  expect(states.map(({ kind }) => kind)).toEqual(['scoring', 'refused']);
});

it('scores a table to its end', async () => {
  const scorer = heldBack();
  const states: TableState[] = [];
  const tables = createTableScorer({ scorer, inputs, onState: (state) => states.push(state) });
  const scored = tables.score('age\n1\n2');
  scorer.release();
  await scored;
  expect(states.at(-1)).toMatchObject({ kind: 'scored', scored: { header: ['age'] } });
});
