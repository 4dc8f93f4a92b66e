import { expect, it } from 'vitest';
import { differenceIn, differencesIn } from './exported-image';

const predictions = [{ probabilities: { no: 0.25, yes: 0.75 } }, { probabilities: { no: 1, yes: 0 } }];

it('an answer of a container that differs in one bit is told with its row', () => {
  const outputs = [
    [0.25, 0.75],
    [1, 0],
  ];
  expect(differenceIn({ predictions }, outputs)).toBe('');
  expect(
    differenceIn({ predictions }, [
      [0.25, 0.75],
      [1 - 2 ** -53, 0],
    ]),
  ).toBe('row 1: {"no":1,"yes":0} instead of [0.9999999999999999,0]');
  expect(differenceIn({ predictions }, outputs.slice(1))).toBe('2 answers to 1 rows');
  expect(differencesIn({ predictions }, outputs)).toBe(0);
  expect(
    differencesIn({ predictions }, [
      [0.25, 0.75],
      [0.5, 0.5],
      [1, 0],
    ]),
  ).toBe(2);
});
