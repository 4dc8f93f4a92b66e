import { expect, it } from 'vitest';
import { isLeft } from './is-left';

const place = (list: boolean) => ({ closest: () => (list ? {} : null) });

it('takes a field for left only when the keyboard goes elsewhere than into it or into its list', () => {
  const [inside, outside, list] = [place(false), place(false), place(true)];
  const field = { contains: (other: object) => other === inside };
  expect(isLeft(field, inside)).toBe(false);
  expect(isLeft(field, list)).toBe(false);
  expect(isLeft(field, outside)).toBe(true);
  expect(isLeft(field, null)).toBe(true);
});
