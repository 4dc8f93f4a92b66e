import { describe, expect, it } from 'vitest';
import { holdsCodes } from './holds-codes';
import { columnProfileSchema } from './table-profile';

const facts = { rows: 1000, missing: 0, distinct: 300, distinctIsExact: true };
const digits = { share: 1, leadingZeros: 0, length: 5, sameLength: 1, times: 0 };
const text = (name: string, change: Partial<typeof digits> = {}, numericTexts = 1) =>
  holdsCodes(
    columnProfileSchema.parse({ ...facts, name, type: 'text', numericTexts, digitTexts: { ...digits, ...change } }),
  );
const whole = (name: string, min: number, max: number) =>
  holdsCodes(columnProfileSchema.parse({ ...facts, name, type: 'integer', min, max }));

describe('codes among texts', () => {
  it.each(['ZipCode', 'zip', 'ZIPCODE', 'postal_code', 'Phone', 'phone2', 'customerID', 'customer id', 'store-key'])(
    'are seen by the name %s',
    (name) => expect(text(name, { sameLength: 0.4 })).toBe(true),
  );

  it('are seen by leading zeros, by long digits of one length, and with few dirty cells among them', () => {
    expect(text('a', { leadingZeros: 0.1 })).toBe(true);
    expect(text('a', { length: 10 })).toBe(true);
    expect(text('a', { length: 10, sameLength: 0.995 }, 0.8)).toBe(true);
    expect(text('ProviderNumber')).toBe(true);
  });

  it('are not seen in quantities', () => {
    expect(text('charges')).toBe(false);
    expect(text('year', { length: 4 })).toBe(false);
    expect(text('guest_number', { sameLength: 0.6 })).toBe(false);
    expect(text('idle', { sameLength: 0.6 })).toBe(false);
    expect(text('a', { leadingZeros: 0.0001 })).toBe(false);
    // Points, signs and exponents: "0012.50" is no code, whatever its name.
    expect(text('price code', { share: 0.3, leadingZeros: 0.5 })).toBe(false);
    // Words with some digits among them.
    expect(text('code', {}, 0.2)).toBe(false);
  });

  it('are not seen in times, which have one length, too; a name that says so makes them codes', () => {
    expect(text('seen_at', { length: 10, times: 1 })).toBe(false);
    expect(text('minute', { length: 12, times: 0.995 }, 0.9)).toBe(false);
    expect(text('account', { length: 10, times: 0.4 })).toBe(true);
    expect(text('phone', { length: 10, times: 1 })).toBe(true);
    expect(text('a', { length: 10, times: 1, leadingZeros: 0.1 })).toBe(true);
  });

  it('are seen by the name alone where nothing is known of the digits', () => {
    const known = (name: string) =>
      holdsCodes(columnProfileSchema.parse({ ...facts, name, type: 'text', numericTexts: 1 }));
    expect([known('zip'), known('TotalCharges')]).toEqual([true, false]);
  });
});

describe('codes among whole numbers', () => {
  it('are seen by the name', () => {
    expect([whole('zip', 501, 99_950), whole('order number', 10_000, 99_999)]).toEqual([true, true]);
    expect([whole('rooms', 10, 99), whole('order number', 1, 9999), whole('age', 18, 99)]).toEqual([
      false,
      false,
      false,
    ]);
  });
});
