import {
  expectableKinds,
  type JudgedAnswer,
  judgeModelTest,
  type SignatureInput,
  type TestedModel,
} from '@millrace/pipeline-core/release';
import { expect, it } from 'vitest';
import { proposeExpectation } from './propose-expectation';

const row = { city: 'Oslo', age: 40 };
const input = (name: string, type: SignatureInput['type']) => ({ name, type, required: false });
const inputs = [input('city', 'text'), input('age', 'integer')];
const cases: [TestedModel, JudgedAnswer, string[]][] = [
  [
    { task: 'binary', classes: ['no', 'yes'], inputs },
    { prediction: 'yes', probabilities: { no: 0.33, yes: 0.67 } },
    ['class', 'probability', 'direction'],
  ],
  [{ task: 'regression', inputs }, { prediction: 123.456789 }, ['number', 'direction']],
  [{ task: 'clustering', inputs }, { prediction: 3 }, ['class', 'number']],
];

it.each(cases)('proposes what the answer that was seen fulfils: %j', (model, answer, kinds) => {
  expect(expectableKinds(model)).toEqual(kinds);
  for (const kind of expectableKinds(model)) {
    const proposed = proposeExpectation(kind, { answer, row, model });
    const { passed, seen } = judgeModelTest(proposed, kind === 'direction' ? [answer, answer] : [answer]);
    expect(passed, `${JSON.stringify(proposed)}: ${seen}`).toBe(true);
  }
});

it('proposes something to change where nothing was answered', () => {
  const model: TestedModel = { task: 'binary', classes: ['no', 'yes'], inputs };
  expect(proposeExpectation('class', { answer: null, row, model })).toMatchObject({ class: 'yes' });
  expect(proposeExpectation('direction', { answer: null, row, model })).toMatchObject({ field: 'age', class: 'yes' });
});
