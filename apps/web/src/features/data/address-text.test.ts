import { describe, expect, it } from 'vitest';
import { columnsIn, columnsText, fitsAddress } from './address-text';

describe('columns in the address of a page', () => {
  it('come back as they were, whatever their names', () => {
    const names = ['a, b', '100 %', 'größe', 'показатель'];
    expect(columnsIn(columnsText(names))).toEqual(names);
    expect([columnsIn(''), columnsIn('%E0%A4%A')]).toEqual([[], []]);
  });

  it('stand there as long as a server takes the address', () => {
    const named = (count: number, name: string) =>
      columnsText(Array.from({ length: count }, (_, at) => `${name}${at}`));
    expect(fitsAddress(named(60, 'column'))).toBe(true);
    expect(fitsAddress(named(10, 'показатель деятельности '))).toBe(true);
    expect(fitsAddress(named(60, 'показатель деятельности '))).toBe(false);
  });
});
