import { expect, it } from 'vitest';
import { trialEnds } from './trial-ends';

const trial = (idx: number, more: object) => ({
  ...{ idx, port: 'trial' },
  artifact: { inline: { v: 1, number: idx, round: 0, params: {}, trainer: 'mlp', judged: null, ...more } },
});

it('trials that fitted nothing are told as such, with the reason, though their steps ended well', () => {
  const ends = trialEnds([
    trial(0, { state: 'done', judged: { name: 'auc', value: 0.5, rows: 9 } }),
    trial(1, { state: 'skipped', why: 'time' }),
    trial(2, { state: 'skipped', reason: 'no column holds images' }),
    trial(3, { state: 'skipped' }),
    trial(4, { state: 'failed', error: { code: 'bad', message: 'Too few rows.' } }),
    trial(6, { state: 'skipped', why: 'time', begun: true }),
    { idx: 5, port: 'model', artifact: {} },
  ]);
  expect([...ends]).toEqual([
    [1, { state: 'skipped', reason: 'the time was up before it began' }],
    [2, { state: 'skipped', reason: 'no column holds images' }],
    [3, { state: 'skipped', reason: 'nothing else was to be tried' }],
    [4, { state: 'failed', reason: 'Too few rows.' }],
    [6, { state: 'skipped', reason: 'the time was up before it was done' }],
  ]);
});
