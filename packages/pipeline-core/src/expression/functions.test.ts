import { describe, expect, it } from 'vitest';
import { checkExpression } from './check-types';
import { describeExpression } from './describe';
import { functionDocs, functionEntries, nearestFunctions } from './functions';
import { expressionKernels } from './kernel-table';
import { parseExpression } from './parse';

describe('the table of functions', () => {
  it('names each function once and documents it', () => {
    const names = functionEntries.map((entry) => entry.name);
    expect(new Set(names).size).toBe(names.length);
    for (const doc of functionDocs) {
      expect(doc.doc.length, doc.name).toBeGreaterThan(5);
      expect(doc.signatures.length, doc.name).toBeGreaterThan(0);
      expect(parseExpression(doc.example), doc.example).toMatchObject({ ok: true });
    }
  });

  it('has cases that type, for every function', () => {
    for (const entry of functionEntries) {
      expect(entry.cases.length, entry.name).toBeGreaterThan(0);
      for (const [formula] of entry.cases) {
        const parsed = parseExpression(formula);
        expect(parsed.ok && checkExpression(parsed.expression, []), formula).toMatchObject({ ok: true });
      }
    }
  });

  it('names each kernel once', () => {
    const names = expressionKernels.map((kernel) => kernel.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('finds near names', () => {
    expect(nearestFunctions('lenght')).toContain('length');
  });
});

describe('describeExpression', () => {
  it.each([
    ["if(age < 18, 'child', 'adult')", "'child' if “age” is below 18, otherwise 'adult'."],
    ['income ?? 0', '“income”, or 0 where it is missing.'],
    ['(price - 3) / 2', '(“price” minus 3) divided by 2.'],
    ["country in ('CH', 'AT')", "“country” is one of ['CH', 'AT']."],
    ['length(comment)', 'Length of “comment”.'],
    ['price * pi()', '“price” times pi.'],
  ])('%s', (formula, sentence) => {
    const parsed = parseExpression(formula);
    expect(parsed.ok && describeExpression(parsed.expression)).toBe(sentence);
  });
});
