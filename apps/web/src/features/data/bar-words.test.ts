import { expect, it } from 'vitest';
import { formatDataTime } from '../../lib/format-data-time';
import { axisNumber, barLabels, barWords, longestGap } from './bar-words';

const months = { edges: Array.from({ length: 13 }, (_, at) => at + 0.5), step: 1 };
const tens = { edges: [-0.5, 9.5, 19.5, 24.5], step: 1 };
const old = { edges: [0, 10, 20] };
const text = (value: number) => String(value);

it('names what a bar holds', () => {
  expect(barWords(months, 2, text)).toBe('3');
  expect(barWords(tens, 1, text)).toBe('10 to 19');
  expect(barWords(tens, 2, text)).toBe('20 to 24');
});

it('names the limits of bars kept from before', () => {
  expect(barWords(old, 0, text)).toBe('0 to 10');
  expect(barLabels(old, text)).toBeNull();
});

it('labels bars of one value each while their names fit', () => {
  expect(barLabels(months, text)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12']);
  expect(barLabels(tens, text)).toBeNull();
  expect(barLabels(months, (value) => `${value}000`)).toBeNull();
});

it('writes no more digits than tell places apart', () => {
  expect(axisNumber(0.30000000000000004, { edges: [], step: 0.02 })).toBe('0.3');
  expect(axisNumber(0.0895, { edges: [], step: 0.0149 })).toBe('0.09');
  expect(axisNumber(17_379, { edges: [], step: 1 })).toBe('17,379');
  expect(axisNumber(0.12345, { edges: [] })).toBe('0.123');
});

it('finds the days without a row themselves, not the limits beside them', () => {
  const day = 86_400_000;
  const edges = [0, 1, 2, 3, 4].map((at) => (at - 0.5) * day);
  const gap = longestGap({ edges, step: day, counts: [4, 0, 0, 3] }, 200);
  expect(gap?.map((at) => formatDataTime(at))).toEqual(['1970-01-02', '1970-01-03']);
  expect(longestGap({ edges, step: day, counts: [4, 1, 1, 3] }, 4)).toBeNull();
});

it('finds no gap between the firsts of two months', () => {
  const day = 86_400_000;
  const edges = Array.from({ length: 31 }, (_, at) => at * 24 * day); // two years of months in bars of 24 days
  const counts = edges.slice(1).map((_, bar) => (bar % 5 === 2 ? 0 : 1));
  expect(longestGap({ edges, counts }, 24)).toBeNull();
  expect(
    longestGap({ edges, counts: counts.map((count, bar) => (bar > 20 && bar < 25 ? 0 : count)) }, 24),
  ).not.toBeNull();
});

it('says times of a short span with their minutes', () => {
  expect(formatDataTime(Date.UTC(2024, 4, 1, 8, 30), 3_600_000)).toBe('2024-05-01 08:30');
  expect(formatDataTime(Number.NaN)).toBe('–');
});
