import { expect, it } from 'vitest';
import { lengthEnds, onlyLength } from './length-words';

it('knows a column whose texts are all equally long', () => {
  expect(onlyLength({ edges: [10, 11], counts: [7043], outside: 0 })).toBe(10);
  expect(onlyLength({ edges: [10, 10], counts: [7043], outside: 0 })).toBe(10);
  expect(onlyLength({ edges: [9.5, 10.5], counts: [7043], outside: 0, step: 1 })).toBe(10);
  expect(onlyLength({ edges: [10, 11, 12], counts: [7000, 43], outside: 0 })).toBeNull();
});

it('names the longest length where each length has its bar, and the last edge where bars are wider', () => {
  expect(lengthEnds({ edges: [10, 11, 12], counts: [7000, 43], outside: 0 })).toEqual([10, 11]);
  expect(lengthEnds({ edges: [9.5, 10.5, 11.5], counts: [7000, 43], outside: 0, step: 1 })).toEqual([10, 11]);
  expect(lengthEnds({ edges: [0, 2.5, 5], counts: [7000, 43], outside: 0 })).toEqual([0, 5]);
});
