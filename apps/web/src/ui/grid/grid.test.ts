import { describe, expect, it } from 'vitest';
import { entersSummary, headerRow, inRange, moveCell, rangeBetween } from './grid-keys';
import { offsetShowing, scrollScale, spacerCap, visibleRows } from './row-window';

describe('scrollScale', () => {
  it('is one to one until the cap', () => {
    expect(scrollScale(10_000, 560)).toEqual({ fullHeight: 280_000, spacerHeight: 280_000, ratio: 1 });
  });
  it('reaches the last row of any table through a capped scroll bar', () => {
    const viewport = 560;
    const { spacerHeight, ratio, fullHeight } = scrollScale(100_000_000, viewport);
    expect(spacerHeight).toBe(spacerCap);
    const lowest = (spacerHeight - viewport) * ratio;
    expect(lowest).toBeCloseTo(fullHeight - viewport, 3);
    expect(visibleRows({ top: lowest, viewport, rowCount: 100_000_000 }).end).toBe(100_000_000);
  });
  it('bears an empty table', () => {
    expect(scrollScale(0, 560)).toEqual({ fullHeight: 0, spacerHeight: 0, ratio: 1 });
    expect(visibleRows({ top: 0, viewport: 560, rowCount: 0 })).toEqual({ first: 0, end: 0 });
  });
});

describe('rows and cells', () => {
  it('draws what is seen and a few more', () => {
    expect(visibleRows({ top: 280, viewport: 280, rowCount: 1000, overscan: 2 })).toEqual({ first: 8, end: 22 });
  });
  it('scrolls only as far as needed', () => {
    expect(offsetShowing({ row: 5, top: 0, viewport: 280 })).toBe(0);
    expect(offsetShowing({ row: 20, top: 0, viewport: 280 })).toBe(21 * 28 - 280);
    expect(offsetShowing({ row: 2, top: 280, viewport: 280 })).toBe(56);
  });
  it('moves the focus by keys and stops at the edges', () => {
    const limits = { rowCount: 100, columnCount: 8, pageRows: 10 };
    const from = { row: 50, column: 3 };
    expect(moveCell(from, { key: 'ArrowDown', ctrl: false }, limits)).toEqual({ row: 51, column: 3 });
    expect(moveCell(from, { key: 'ArrowDown', ctrl: true }, limits)).toEqual({ row: 99, column: 3 });
    expect(moveCell({ row: 95, column: 7 }, { key: 'PageDown', ctrl: false }, limits)).toEqual({ row: 99, column: 7 });
    expect(moveCell({ row: 0, column: 0 }, { key: 'ArrowLeft', ctrl: false }, limits)).toEqual({ row: 0, column: 0 });
    expect(moveCell(from, { key: 'Home', ctrl: true }, limits)).toEqual({ row: 0, column: 0 });
    expect(moveCell(from, { key: 'x', ctrl: false }, limits)).toBeUndefined();
  });
  it('moves up to the column names where they can be pressed, and only step by step', () => {
    const limits = { rowCount: 100, columnCount: 8, pageRows: 10, header: true };
    const move = (row: number, key: string, ctrl = false) => moveCell({ row, column: 3 }, { key, ctrl }, limits);
    expect(move(0, 'ArrowUp')).toEqual({ row: headerRow, column: 3 });
    expect(move(headerRow, 'ArrowUp')).toEqual({ row: headerRow, column: 3 });
    expect(move(headerRow, 'ArrowRight')).toEqual({ row: headerRow, column: 4 });
    expect(move(headerRow, 'ArrowDown')).toEqual({ row: 0, column: 3 });
    expect(move(5, 'PageUp')).toEqual({ row: 0, column: 3 });
    expect(move(5, 'ArrowUp', true)).toEqual({ row: 0, column: 3 });
    expect(moveCell({ row: 0, column: 3 }, { key: 'ArrowUp', ctrl: false }, { ...limits, header: false })).toEqual({
      row: 0,
      column: 3,
    });
  });
  it('goes up from the name of a column into its summary where that has something to set', () => {
    const columns = [{ id: 'a', label: 'a', kind: 'number' as const, summaryHint: 'choose a range' }];
    const plain = [{ id: 'a', label: 'a', kind: 'number' as const }];
    expect(entersSummary({ row: headerRow, column: 0 }, 'ArrowUp', columns)).toBe(true);
    expect(entersSummary({ row: headerRow, column: 0 }, 'ArrowUp', plain)).toBe(false);
    expect(entersSummary({ row: 0, column: 0 }, 'ArrowUp', columns)).toBe(false);
    expect(entersSummary({ row: headerRow, column: 0 }, 'ArrowDown', columns)).toBe(false);
    expect(entersSummary(null, 'ArrowUp', columns)).toBe(false);
  });
  it('spans a range from either corner', () => {
    const range = rangeBetween({ row: 5, column: 4 }, { row: 2, column: 6 });
    expect(range).toEqual({ firstRow: 2, lastRow: 5, firstColumn: 4, lastColumn: 6 });
    expect(inRange(range, { row: 2, column: 4 })).toBe(true);
    expect(inRange(range, { row: 6, column: 4 })).toBe(false);
  });
});
