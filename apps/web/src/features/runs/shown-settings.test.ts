import { expect, it } from 'vitest';
import { shownSettings } from './shown-settings';

it('shows code by itself, and counts what is too long to read', () => {
  const shown = shownSettings({ code: 'x = 1\ny = 2\n', notebook: 'a'.repeat(501), word: 'one', n: 3 });
  expect(shown.code).toEqual([{ name: 'code', text: 'x = 1\ny = 2\n' }]);
  expect(shown.plain).toEqual({ notebook: '(501 letters)', word: 'one', n: 3 });
});
