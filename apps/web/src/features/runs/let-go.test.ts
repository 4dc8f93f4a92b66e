import { expect, it } from 'vitest';
import { letGo } from './let-go';

it('names tables of which only is left what was said about them', () => {
  const outputs = (...ports: string[]) => ports.map((port) => ({ port }));
  expect(letGo(outputs('table', 'table.meta', 'table.online'))).toEqual([]);
  expect(letGo(outputs('table.meta', 'report'))).toEqual(['table']);
  expect(letGo([])).toEqual([]);
});
