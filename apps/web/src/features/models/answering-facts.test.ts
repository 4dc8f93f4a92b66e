import { releaseIdSchema } from '@millrace/pipeline-core/ids';
import { expect, it } from 'vitest';
import { answeringFacts, answersOf } from './answering-facts';

const id = (digit: number) => releaseIdSchema.parse(`00000000-0000-4000-8000-00000000000${digit}`);
const versions = [
  { id: id(2), number: 2 },
  { id: id(1), number: 1 },
];

it('says which version answers where, whichever is shown', () => {
  const answers = [{ release: id(1), endpoint: 'churn', sandbox: true, share: 1 }];
  expect(answeringFacts(versions, answers)).toEqual(['v1 answers at churn (sandbox)']);
  expect(answeringFacts(versions, [])).toEqual(['none answers now']);
});

it('says of versions that share the requests of an endpoint how many each gets', () => {
  const answers = [
    { release: id(1), endpoint: 'churn', sandbox: false, share: 0.9 },
    { release: id(2), endpoint: 'churn', sandbox: false, share: 0.1 },
    { release: id(2), endpoint: 'trial', sandbox: true, share: 1 },
  ];
  expect(answeringFacts(versions, answers)).toEqual([
    expect.stringMatching(/^v1 answers 90.* of the requests at churn$/),
    expect.stringMatching(/^v2 answers 10.* of the requests at churn$/),
    'v2 answers at trial (sandbox)',
  ]);
  expect(answersOf(id(2), answers)).toMatch(/^churn \(10[^,]*\), trial \(sandbox\)$/);
});
