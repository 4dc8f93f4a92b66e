import { expect, it } from 'vitest';
import { isLeft } from './is-left';

const place = (list: boolean) => ({ closest: () => (list ? {} : null) });

it('takes a field for left only when the keyboard goes elsewhere than into it or into its list', () => {
  expect(isLeft({ inside: true, to: place(false) })).toBe(false);
  expect(isLeft({ inside: false, to: place(true) })).toBe(false);
  expect(isLeft({ inside: false, to: place(false) })).toBe(true);
  expect(isLeft({ inside: false, to: null })).toBe(true);
});
