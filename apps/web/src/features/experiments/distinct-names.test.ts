import { expect, it } from 'vitest';
import { withDistinctNames } from './distinct-names';

const namesOf = (...rows: [name: string, params: Record<string, string>][]) =>
  withDistinctNames(rows.map(([name, params]) => ({ name, params }))).map(({ name }) => name);

it('leaves names that only one has', () => {
  expect(namesOf(['Trees', { seed: '1' }], ['Forest', { seed: '1' }])).toEqual(['Trees', 'Forest']);
});

it('puts the only setting that differs behind the names of namesakes', () => {
  const rows = namesOf(['Trees', { depth: '4', seed: '1' }], ['Forest', {}], ['Trees', { depth: '4', seed: '2' }]);
  expect(rows).toEqual(['Trees (seed 1)', 'Forest', 'Trees (seed 2)']);
});

it('numbers namesakes that no single short setting tells apart', () => {
  const numbered = ['Trees (1)', 'Trees (2)'];
  expect(namesOf(['Trees', { depth: '4', seed: '1' }], ['Trees', { depth: '6', seed: '2' }])).toEqual(numbered);
  expect(namesOf(['Trees', { seed: '1' }], ['Trees', { seed: '1' }])).toEqual(numbered);
  expect(namesOf(['Trees', { seed: '1' }], ['Trees', {}])).toEqual(numbered);
  expect(namesOf(['Trees', { code: 'a line of code' }], ['Trees', { code: 'quite another line' }])).toEqual(numbered);
  const three = namesOf(['Trees', { seed: '1' }], ['Trees', { seed: '2' }], ['Trees', { seed: '2' }]);
  expect(three).toEqual(['Trees (1)', 'Trees (2)', 'Trees (3)']);
});

it('leaves a name to the row that bears it already', () => {
  const rows = namesOf(['Trees', {}], ['Trees', {}], ['Trees (2)', {}]);
  expect(rows).toEqual(['Trees (1)', 'Trees (3)', 'Trees (2)']);
});
