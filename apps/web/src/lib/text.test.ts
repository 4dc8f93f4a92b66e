import { describe, expect, it } from 'vitest';
import { toCsv, toTsv } from './delimited-text';
import { toFileName } from './download';
import { fuzzyFilter, fuzzyScore } from './fuzzy-match';
import { parseNumber, stepNumber } from './parse-number';

describe('toCsv and toTsv', () => {
  it('quotes only where needed and tells a missing value from an empty one', () => {
    expect(
      toCsv([
        ['a', 'b'],
        ['x,y', 'say "hi"'],
        [null, ''],
      ]),
    ).toBe('a,b\r\n"x,y","say ""hi"""\r\n,""\r\n');
    expect(toCsv([['line\nbreak', ' padded']])).toBe('"line\nbreak"," padded"\r\n');
  });
  it('keeps one line per row on the clipboard', () => {
    expect(
      toTsv([
        ['a\tb', 1],
        [null, 'c\r\nd'],
      ]),
    ).toBe('a b\t1\n\tc d');
  });
  it('makes file names', () => {
    expect(toFileName('Latency by version, ms')).toBe('latency-by-version-ms');
    expect(toFileName('…')).toBe('chart');
  });
});

describe('fuzzyFilter', () => {
  const steps = ['Clear cache', 'Logistic regression', 'Linear regression', 'Impute missing', 'Split rows'];
  it('prefers whole words and starts of words', () => {
    expect(fuzzyFilter(steps, 'lr', (step) => [step])[0]).toBe('Logistic regression');
    expect(fuzzyFilter(steps, 'regr', (step) => [step])).toEqual(['Linear regression', 'Logistic regression']);
    expect(fuzzyFilter(steps, 'rows', (step) => [step])).toEqual(['Split rows']);
  });
  it('finds by keyword, keeps all for an empty query, and nothing for nonsense', () => {
    const withWords = (step: string) => [step, ...(step === 'Impute missing' ? ['fill blanks'] : [])];
    expect(fuzzyFilter(steps, 'blank', withWords)).toEqual(['Impute missing']);
    expect(fuzzyFilter(steps, ' ', withWords)).toEqual(steps);
    expect(fuzzyFilter(steps, 'zzq', withWords)).toEqual([]);
    expect(fuzzyScore('abc', 'acb')).toBeNull();
  });
});

describe('parseNumber', () => {
  it('reads what people type', () => {
    expect(parseNumber('1 234.5')).toEqual({ ok: true, value: 1234.5 });
    expect(parseNumber('12,431')).toEqual({ ok: true, value: 12431 });
    expect(parseNumber('0,5')).toEqual({ ok: true, value: 0.5 });
    expect(parseNumber('−3')).toEqual({ ok: true, value: -3 });
    expect(parseNumber('1e-3')).toEqual({ ok: true, value: 0.001 });
    expect(parseNumber(' ')).toEqual({ ok: true, value: null });
  });
  it('snaps what is out of range and refuses what is no number', () => {
    expect(parseNumber('1.4', { min: 0, max: 1 })).toEqual({ ok: false, nearest: 1 });
    expect(parseNumber('1e999', { max: 1 })).toEqual({ ok: false, nearest: 1 });
    for (const text of ['abc', '1-2', '0x10', 'Infinity', '1e999', '.']) expect(parseNumber(text).ok).toBe(false);
  });
  it('steps without binary noise and stays inside', () => {
    expect(stepNumber(0.1, { step: 0.1, by: 2 })).toBe(0.3);
    expect(stepNumber(0.95, { step: 0.1, by: 1, max: 1 })).toBe(1);
    expect(stepNumber(null, { step: 1, by: 1, min: 5 })).toBe(5);
    expect(stepNumber(1e-7, { step: 1e-7, by: 1 })).toBe(2e-7);
  });
});
