import { expect, it } from 'vitest';
import { freeName } from './free-name';

it('leaves a name that nobody has, and gives the others the first number that is free', () => {
  expect(freeName('New pipeline', ['Churn'])).toBe('New pipeline');
  expect(freeName('New pipeline', ['New pipeline'])).toBe('New pipeline 2');
  expect(freeName('New pipeline', ['New pipeline', 'New pipeline 2', 'New pipeline 4'])).toBe('New pipeline 3');
});
