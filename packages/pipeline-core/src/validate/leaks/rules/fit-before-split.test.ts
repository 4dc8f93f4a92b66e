import { expect, it } from 'vitest';
import { applyOperation } from '../../../document/apply-operation';
import type { PipelineDocument } from '../../../document/pipeline-document';
import { leaksOf } from '../corpus/check-corpus';
import { draw } from '../corpus/draw';
import { evaluate, folds, split, trees } from '../corpus/drawings';
import { houses } from '../corpus/tables';

it('tells a fit above a split and folds once, and mends it in two clicks', () => {
  const drawing = draw(
    { houses, scale: ['scale-numbers'], split: split(), folds: folds(), trees, evaluate },
    'houses > scale > split > folds > trees > evaluate.model',
    'folds > evaluate.rows',
  );
  let next = 0;
  const press = (document: PipelineDocument) => {
    const [leak, ...others] = leaksOf(drawing, document);
    expect(others).toEqual([]);
    const operations = leak?.rewrite?.operations(() => `new-${next++}`) ?? [];
    return { leak, document: operations.reduce((now, operation) => applyOperation(now, operation), document) };
  };
  const first = press(drawing.document);
  expect(first.leak?.issue).toMatchObject({ step: 'scale', about: 'split' });
  expect(first.leak?.rewrite?.title).toMatch(/^Move Split rows before Scale/);
  const second = press(first.document);
  expect(second.leak?.issue).toMatchObject({ step: 'scale', about: 'folds' });
  expect(second.leak?.rewrite?.title).toMatch(/^Move Cross-validate before Scale/);
  expect(leaksOf(drawing, second.document)).toEqual([]);
});
