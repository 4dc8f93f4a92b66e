import { expect, it } from 'vitest';
import { toastStays } from './toast-stays';

it('keeps a message on its page, and an error on every page', () => {
  const page = '/p/first/pipelines/1';
  expect(toastStays({ page, tone: 'success' }, page)).toBe(true);
  expect(toastStays({ page, tone: 'success' }, '/p/first/features')).toBe(false);
  expect(toastStays({ page }, '/p/first/features')).toBe(false);
  expect(toastStays({ page, tone: 'danger' }, '/p/first/features')).toBe(true);
});
