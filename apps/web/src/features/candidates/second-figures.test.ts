import { expect, it } from 'vitest';
import { secondFigures } from './second-figures';

it('puts what people ask for first where there is little room, and never the deciding figure twice', () => {
  expect(secondFigures('binary', 'auc')).toEqual([
    { name: 'accuracy', wideOnly: 'xl' },
    { name: 'f1', wideOnly: 'xl' },
    { name: 'prAuc', wideOnly: '2xl' },
  ]);
  expect(secondFigures('multiclass', 'accuracy').map(({ name }) => name)).toEqual(['f1Macro', 'logLoss']);
  expect(secondFigures('regression', 'r2').map(({ name }) => name)).toEqual(['rmse', 'mae']);
});
