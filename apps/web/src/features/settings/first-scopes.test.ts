import { expect, it } from 'vitest';
import { firstScopes } from './first-scopes';

it('ticks the scope that the page before asked for', () => {
  expect(firstScopes('push')).toEqual(['push']);
  expect(firstScopes(null)).toEqual(['read', 'predict']);
  expect(firstScopes('everything')).toEqual(['read', 'predict']);
});
