import { releaseIdSchema } from '@millrace/pipeline-core/ids';
import { expect, it } from 'vitest';
import { answeringFacts } from './answering-facts';

const id = (digit: number) => releaseIdSchema.parse(`00000000-0000-4000-8000-00000000000${digit}`);
const versions = [
  { id: id(2), number: 2 },
  { id: id(1), number: 1 },
];

it('says which version answers where, whichever is shown', () => {
  const answers = [{ release: id(1), endpoint: 'churn', sandbox: true }];
  expect(answeringFacts(versions, answers)).toEqual(['v1 answers at churn (sandbox)']);
  expect(answeringFacts(versions, [])).toEqual(['none answers now']);
});
