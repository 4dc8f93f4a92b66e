import { expect, it } from 'vitest';
import { deployTitle } from './deploy-title';

it('is true before, while and after it is deployed', () => {
  const titles = ([null, 'queued', 'waiting', 'succeeded', 'failed'] as const).map((at) => deployTitle('Trees', at));
  expect(titles).toEqual([
    ...['Deploy Trees', 'Deploying Trees', 'Deploying Trees'],
    ...['Trees is deployed', 'Trees was not deployed'],
  ]);
});
