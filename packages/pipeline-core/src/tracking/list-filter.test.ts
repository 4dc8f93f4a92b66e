import { describe, expect, it } from 'vitest';
import { parseListFilter, resolveListFilter } from './index';

const known = {
  metrics: new Set(['auc', 'val.loss', 'both']),
  params: new Set(['depth', 'both', 'learning_rate']),
  tags: new Set(['team']),
};

function resolved(text: string) {
  const parsed = parseListFilter(text);
  const clauses = parsed.ok ? resolveListFilter(parsed.value, known) : parsed;
  return clauses.ok
    ? clauses.value.map(({ side, key, operator, value }) => [side, key, operator, value])
    : clauses.error;
}

describe('the filter of the list of experiments', () => {
  it('takes names alone for what the project has under them', () => {
    expect(resolved('auc > 0.8 and model = "forest"')).toEqual([
      ['metric', 'auc', '>', 0.8],
      ['attribute', 'model', '=', 'forest'],
    ]);
    expect(resolved('val.loss <= 1e-2 AND depth == 6 and team = blue')).toEqual([
      ['metric', 'val.loss', '<=', 0.01],
      ['param', 'depth', '=', 6],
      ['tag', 'team', '=', 'blue'],
    ]);
    expect(resolved('params.auc is null and tags.`a b` in ("x", \'y\')')).toEqual([
      ['param', 'auc', 'IS NULL', null],
      ['tag', 'a b', 'IN', ['x', 'y']],
    ]);
    expect(resolved('')).toEqual([]);
  });

  it('looks for a part of a text behind a colon', () => {
    const wanted = [['attribute', 'model', 'CONTAINS', 'trees']];
    for (const text of ['model:trees', 'model: trees', 'model : "trees"', 'model:"trees"']) {
      expect(resolved(text), text).toEqual(wanted);
    }
    expect(resolved('depth: 12')).toEqual([['param', 'depth', 'CONTAINS', '12']]);
  });

  it('compares a text with a parameter where a figure has the same name', () => {
    expect(resolved('both = high')).toEqual([['param', 'both', '=', 'high']]);
    expect(resolved('both > 1')).toEqual([['metric', 'both', '>', 1]]);
  });

  it.each([
    ['auc > 0.8 or depth = 2', 10, /joined by “and”/],
    ['auc >', 5, /comes a value/],
    ['auc', 3, /comes a comparison/],
    ['auc > and depth = 2', 6, /comes a value/],
    ['name = "open', 7, /does not end/],
    ['auc ! 3', 4, /is no part of a comparison/],
    ['depht = 3', 0, /Did you mean “depth”/],
    ['auc > 0.8 and auc = "high"', 14, /is a figure/],
    ['name > "a"', 0, /is a text/],
    ['duration > "long"', 0, /in seconds/],
    ['auc like 0.8', 0, /a part of a text/],
    ['depth like 5', 0, /a part of a text/],
    ['started like "2026-11-01"', 0, /a part of a text/],
    ['started > "yesterday"', 0, /a day or a time/],
    ['started > "2026-13-45"', 0, /a day or a time/],
    ['dataset.name = "x"', 0, /is none of metrics/],
    ['name = two words', 11, /Expected “and”/],
    ['attributes.size = 1', 0, /is none of name/],
  ])('says of %s where it is wrong', (text, at, message) => {
    const found = resolved(text);
    expect(found).toMatchObject({ at });
    expect('message' in found ? found.message : '').toMatch(message);
  });
});
