import { expect, it } from 'vitest';
import { inOrder } from './in-order';

it('keeps the files of a project together, those of places with long tests first, else in the order they came', () => {
  const file = (moduleId: string, project: string) => ({ moduleId, project: { name: project } });
  const files = [
    file('/m/packages/pipeline-core/src/a.test.ts', 'shared'),
    file('/m/apps/worker/src/b.test.ts', 'alone'),
    file('/m/apps/worker/src/c.test.ts', 'shared'),
    file('/m/scripts/d.test.ts', 'shared'),
    file('/m/apps/worker/src/e.test.ts', 'shared'),
  ];
  const names = inOrder(files, ['alone', 'shared']).map(({ moduleId }) => moduleId.slice(-9, -8));
  expect(names).toEqual(['b', 'c', 'e', 'd', 'a']);
});
