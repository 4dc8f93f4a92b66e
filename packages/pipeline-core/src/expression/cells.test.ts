import { describe, expect, it } from 'vitest';
import { cellFromJson, cellToJson } from './cells';

describe('cellFromJson', () => {
  it('follows the entry rules', () => {
    expect(cellFromJson(null, 'number')).toBeNaN();
    expect(cellFromJson(undefined, 'text')).toBeNull();
    expect(cellFromJson(0.1, 'number', { float32: true })).toBe(0.10000000149011612);
    expect(cellFromJson(2 ** 53, 'integer')).toBeNaN();
    expect(cellFromJson('a\u0000b\ufeff\ud800', 'text')).toBe('ab\ufffd');
    expect(cellFromJson('1969-12-31T23:59:59.9999Z', 'timestamp')).toBe(-1);
    expect(cellFromJson('2024-02-29', 'date')).toBe(19782);
    expect(cellFromJson(['a', null, 'b\u0000'], 'list')).toEqual(['a', 'b']);
    expect(cellFromJson([1, 2.5], 'vector')).toEqual(Float64Array.of(1, 2.5));
    expect(cellFromJson([1, null], 'vector')).toBeNull();
  });

  it.each([
    ['1', 'number'],
    [1.5, 'integer'],
    [1, 'text'],
    ['yes', 'boolean'],
    ['2024-02-30', 'date'],
    ['2024-02-28T10:00:00', 'timestamp'],
    ['a', 'list'],
    [['a'], 'vector'],
  ] as const)('refuses %j as %s', (value, type) => {
    expect(cellFromJson(value, type)).toBeUndefined();
  });

  it('goes back to JSON', () => {
    expect(cellToJson(Number.NaN, 'number')).toBeNull();
    expect(Object.is(cellToJson(-0, 'number'), 0)).toBe(true);
    expect(cellToJson(-1, 'timestamp')).toBe('1969-12-31T23:59:59.999Z');
    expect(cellToJson(-719162, 'date')).toBe('0001-01-01');
    expect(cellToJson(Float64Array.of(1, 2), 'vector')).toEqual([1, 2]);
  });
});
