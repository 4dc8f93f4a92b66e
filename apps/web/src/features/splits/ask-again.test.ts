import { expect, it } from 'vitest';
import { askAgainIn } from './ask-again';

it('asks for a receipt on its way every other second, and gives up after half a minute', () => {
  const none = { split: null, folds: null };
  expect(askAgainIn(none, 1)).toBe(2000);
  expect(askAgainIn(none, 14)).toBe(2000);
  expect(askAgainIn(none, 15)).toBe(false);
});

it('does not ask for what is there', () => {
  expect(askAgainIn({ split: {}, folds: null }, 1)).toBe(false);
  expect(askAgainIn({ split: null, folds: {} }, 1)).toBe(false);
});
