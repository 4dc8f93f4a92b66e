import { expect, it } from 'vitest';
import { withoutPlace, withoutTitle } from './issue-text';

it('leaves away the name of the step beside which a message stands, and no clause of its own', () => {
  expect(withoutPlace('Split rows: the parts add up to 90%.')).toBe('The parts add up to 90%.');
  const warning = 'Only 20 rows are in test: its scores will jump from seed to seed.';
  expect(withoutTitle(warning, 'Split rows')).toBe(warning);
  expect(withoutTitle(`Split rows: ${warning}`, 'Split rows')).toBe(warning);
});
