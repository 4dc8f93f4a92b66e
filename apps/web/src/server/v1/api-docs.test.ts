import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { operations } from './operations';

it('docs/api.md lists every operation with its scope', () => {
  const text = readFileSync(new URL('../../../../../docs/api.md', import.meta.url), 'utf8');
  const listed = [...text.matchAll(/^\| `([A-Z]+) (\/\S+)` +\| `(\w+)`/gm)].map(([, ...cells]) => cells.join(' '));
  const real = operations.map(({ method, path, needs }) => `${method} ${path} ${needs.scope}`);
  expect(listed.sort()).toEqual(real.sort());
});
