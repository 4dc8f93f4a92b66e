import { describe, expect, it } from 'vitest';
import { requireFormula } from '../steps/formula';
import { isoTimestamp } from './calendar';
import { checkExpression } from './check-types';
import { describeExpression } from './describe';
import { explainExpression } from './explain';
import { freezeZones } from './freeze-zones';
import { functionDocs } from './functions';
import { parseExpression } from './parse';
import { compileToRowFunction } from './to-row-function';
import { isZone, zoneOffsets } from './zone-offsets';

const columns = [{ name: 'at', type: 'timestamp' as const }];

function parsed(formula: string) {
  const result = parseExpression(formula);
  if (!result.ok) throw new Error(result.error.message);
  return result.expression;
}

const check = (formula: string) => checkExpression(parsed(formula), columns);

describe('zoneOffsets', () => {
  it('finds daylight saving to the millisecond', () => {
    const { edges, offsets } = zoneOffsets('Europe/Zurich');
    const at = edges.indexOf(Date.UTC(2024, 2, 31, 1));
    expect(at).toBeGreaterThan(0);
    expect([offsets[at], offsets[at + 1]]).toEqual([3_600_000, 7_200_000]);
    expect(edges[at + 1]).toBe(Date.UTC(2024, 9, 27, 1));
    expect(offsets).toHaveLength(edges.length + 1);
  });

  it('knows half hours, a day that was left out, and zones without any change', () => {
    expect(zoneOffsets('UTC')).toEqual({ edges: [], offsets: [0] });
    expect(zoneOffsets('Australia/Lord_Howe').offsets).toContain(37_800_000);
    const apia = zoneOffsets('Pacific/Apia');
    const skipped = apia.edges.map(isoTimestamp).indexOf('2011-12-30T10:00:00.000Z');
    expect((apia.offsets[skipped + 1] ?? 0) - (apia.offsets[skipped] ?? 0)).toBe(86_400_000);
  });

  it('tells zones from other names', () => {
    expect(['Europe/Zurich', 'America/Argentina/Salta', 'UTC', 'Etc/GMT+5'].every(isZone)).toBe(true);
    expect(['', 'Europe/Atlantis', '+02:00', 'Europe/', ' UTC', "x'y"].some(isZone)).toBe(false);
  });
});

describe('local', () => {
  it('is checked by the name of its zone', () => {
    expect(check("local(at, 'Europe/Zurich')")).toEqual({ ok: true, type: 'timestamp' });
    const mistakes = (formula: string) => {
      const result = check(formula);
      return result.ok ? [] : result.errors.map(({ code, message }) => `${code}: ${message}`);
    };
    expect(mistakes("local(at, 'Europe/Atlantis')")).toEqual(['bad-zone: There is no time zone “Europe/Atlantis”.']);
    expect(mistakes('local(at)')).toEqual(['argument-count: `local` takes 2 arguments, here are 1.']);
    expect(mistakes("local('noon', 'UTC')")[0]).toContain('argument-type');
    expect(mistakes("local(at, 'UTC', [0])")[0]).toContain('bad-edges');
  });

  it('is kept with its transitions, and answers by them whatever this platform knows of the zone', () => {
    const table = { columns: [{ name: 'at', type: 'timestamp' as const, role: 'feature' as const }], split: false };
    const { expression } = requireFormula("case when true then hour(local(at, 'Europe/Zurich')) end", table, 'Test');
    const noon = Date.UTC(2024, 6, 1, 12);
    expect(compileToRowFunction(expression, columns)([noon])).toBe(14);
    const elsewhere = JSON.parse(JSON.stringify(expression).replace('Europe/Zurich', 'Europe/Atlantis'));
    expect(checkExpression(elsewhere, columns)).toEqual({ ok: true, type: 'integer' });
    expect(compileToRowFunction(elsewhere, columns)([noon])).toBe(14);
    expect(() => compileToRowFunction(parsed("local(at, 'UTC')"), columns)).toThrow('was not frozen');
  });

  it('is shown and described in its short form', () => {
    const frozen = freezeZones(parsed("to_date(local(at, 'Asia/Tokyo'))"));
    expect(explainExpression(frozen)).toBe("to_date(local(at, 'Asia/Tokyo'))");
    expect(freezeZones(frozen)).toEqual(frozen);
    expect(describeExpression(parsed("local(at, 'Asia/Tokyo')"))).toBe("“at” by the clocks of 'Asia/Tokyo'.");
    expect(functionDocs.find(({ name }) => name === 'local')?.signatures).toEqual([
      'local(timestamp, zone) → timestamp',
    ]);
  });
});
