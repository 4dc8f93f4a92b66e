import { expect, it } from 'vitest';
import { rootsLine } from './roots-line';

it('is the line that lets the typed folder be watched, fit for a shell', () => {
  expect(rootsLine(' /data/in ')).toBe('WATCH_ROOTS=/data/in');
  expect(rootsLine('')).toBe('WATCH_ROOTS=/srv/arrivals');
  expect(rootsLine("/data/ann's files")).toBe("WATCH_ROOTS='/data/ann'\\''s files'");
});
