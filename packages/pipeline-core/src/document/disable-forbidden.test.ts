import { expect, it } from 'vitest';
import { disableForbidden } from './disable-forbidden';
import { samplePipeline } from './sample-pipeline';

it('a ready-made drawing leaves out what its owner may not do, and nothing else', () => {
  const document = samplePipeline('churn');
  expect(disableForbidden(document, () => true)).toEqual(document);
  const mine = disableForbidden(document, (right) => right !== 'deploy');
  const disabled = Object.values(mine.steps).filter((step) => step.disabled);
  expect(disabled.map(({ type }) => type)).toEqual(['deploy']);
  expect(mine.edges).toEqual(document.edges);
});
