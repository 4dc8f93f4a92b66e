import { describe, expect, it } from 'vitest';
import { isError, validatePipeline } from '../../validate-pipeline';
import { leakRules } from '../rules';
import { checkLeakCorpus, falseAlarm, missedIn, unmendedIn } from './check-corpus';
import { rightDrawings } from './right';
import { wrongDrawings } from './wrong';

describe('the corpus of drawings', () => {
  it('has thirty of each kind at least, and a wrong one for every rule', () => {
    expect(wrongDrawings.length).toBeGreaterThanOrEqual(30);
    expect(rightDrawings.length).toBeGreaterThanOrEqual(30);
    expect(new Set(wrongDrawings.map(({ rule }) => rule))).toEqual(new Set(leakRules.map(({ code }) => code)));
  });

  it.each([...wrongDrawings, ...rightDrawings])('is drawn as a person could: $name', (drawing) => {
    // A drawing with mistakes of another kind would say little about leaks.
    const errors = validatePipeline(drawing).issues.filter((issue) => isError(issue) && issue.about === undefined);
    expect(errors.filter(({ code }) => code !== 'text-features')).toEqual([]);
  });

  it.each(wrongDrawings)('finds: $name', (drawing) => {
    expect(missedIn(drawing)).toBeNull();
  });

  it.each(wrongDrawings)('mends: $name', (drawing) => {
    expect(unmendedIn(drawing)).toBeNull();
  });

  it.each(rightDrawings)('stays quiet: $name', (drawing) => {
    expect(falseAlarm(drawing)).toBeNull();
  });

  it('counts all of it for the verification', () => {
    const { wrong, right, failures } = checkLeakCorpus();
    expect(failures).toEqual([]);
    expect([wrong.found, wrong.mended, right.quiet]).toEqual([wrong.all, wrong.all, right.all]);
  });
});
