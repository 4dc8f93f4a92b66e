import { expect, it } from 'vitest';
import { inProjects } from './by-project';

it('keeps the files of a project together, in the order they came', () => {
  const file = (name: string, project: string) => ({ name, project: { name: project } });
  const files = [file('a', 'web'), file('b', 'worker'), file('c', 'core'), file('d', 'web'), file('e', 'worker')];
  expect(inProjects(files, ['worker', 'web', 'core']).map(({ name }) => name)).toEqual(['b', 'e', 'a', 'd', 'c']);
});
