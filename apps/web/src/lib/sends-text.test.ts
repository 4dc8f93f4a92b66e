import { expect, it } from 'vitest';
import { sendsText } from './sends-text';

it('sends by Enter alone, not while a word is composed', () => {
  const press = { key: 'Enter', shiftKey: false, nativeEvent: { isComposing: false } };
  expect(sendsText(press)).toBe(true);
  expect(sendsText({ ...press, shiftKey: true })).toBe(false);
  expect(sendsText({ ...press, nativeEvent: { isComposing: true } })).toBe(false);
  expect(sendsText({ ...press, key: 'a' })).toBe(false);
});
