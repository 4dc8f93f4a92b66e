import { describe, expect, it } from 'vitest';
import { type PipelineDocument, pipelineDocumentSchema } from '../document/pipeline-document';
import { checkFolds } from './check-folds';
import { foldRegions } from './fold-regions';
import { inferSchemas } from './infer-schemas';
import { validatePipeline } from './validate-pipeline';

type Line = [from: string, output: string, to: string, input: string];

function draw(steps: Record<string, string | [string, object]>, lines: Line[]): PipelineDocument {
  const entries = Object.entries(steps).map(([id, given], at) => {
    const [type, more] = typeof given === 'string' ? [given, {}] : given;
    return [id, { id, type, version: 1, position: { x: at * 100, y: 0 }, ...more }];
  });
  const edges = lines.map(([from, output, to, input], at) => {
    const id = `e${at}`;
    return [id, { id, from: { step: from, port: output }, to: { step: to, port: input } }];
  });
  return pipelineDocumentSchema.parse({ v: 1, steps: Object.fromEntries(entries), edges: Object.fromEntries(edges) });
}

/** data -> split -> folds -> scale -> two models -> an evaluation each, a comparison, its best registered. */
const steps = {
  data: 'sample-data',
  split: 'split-rows',
  folds: 'cross-validate',
  scale: 'scale-numbers',
  linear: 'logistic-regression',
  trees: 'gradient-boosted-trees',
  judge: 'evaluate',
  compare: 'compare-candidates',
  register: 'register-model',
  last: 'evaluate',
  look: 'profile-table',
};
const lines: Line[] = [
  ['data', 'table', 'split', 'table'],
  ['split', 'split', 'folds', 'table'],
  ['folds', 'split', 'scale', 'table'],
  ['scale', 'table', 'linear', 'rows'],
  ['folds', 'split', 'trees', 'rows'],
  ['linear', 'model', 'judge', 'model'],
  ['scale', 'table', 'judge', 'rows'],
  ['linear', 'model', 'compare', 'models'],
  ['trees', 'model', 'compare', 'models'],
  ['scale', 'table', 'compare', 'rows'],
  ['compare', 'best', 'register', 'model'],
  ['scale', 'table', 'register', 'rows'],
  ['compare', 'best', 'last', 'model'],
  ['scale', 'table', 'last', 'rows'],
  ['scale', 'table', 'look', 'table'],
];

describe('foldRegions', () => {
  it('holds what lies between the folds and the steps that gather them, and nothing behind those', () => {
    const [region, ...others] = foldRegions(draw(steps, lines));
    expect(others).toEqual([]);
    expect(region?.k).toBe(5);
    expect(region?.steps.toSorted()).toEqual(['compare', 'judge', 'linear', 'scale', 'trees']);
    expect(region?.gathers.toSorted()).toEqual(['compare', 'judge']);
  });

  it('is empty for a run to a step before anything gathers', () => {
    const scope = new Set(['data', 'split', 'folds', 'scale', 'linear'].map((id) => draw(steps, lines).steps[id]!.id));
    expect(foldRegions(draw(steps, lines), scope)).toMatchObject([{ steps: [], gathers: [] }]);
  });

  it('is opened and ended by enabled steps only', () => {
    const off = (type: string): [string, object] => [type, { disabled: true }];
    expect(foldRegions(draw({ ...steps, folds: off('cross-validate') }, lines))).toEqual([]);
    const one = foldRegions(draw({ ...steps, compare: off('compare-candidates') }, lines))[0];
    expect(one?.gathers.toSorted()).toEqual(['judge', 'last']);
  });
});

describe('checkFolds', () => {
  it('has nothing to say of a region that is well drawn', () => {
    expect(checkFolds(draw(steps, lines))).toEqual([]);
    const { issues } = validatePipeline({ document: draw(steps, lines) });
    expect(issues.filter(({ code }) => code.includes('fold'))).toEqual([]);
  });

  it('refuses folds within folds, and says once that two openers share steps', () => {
    const inner = draw({ ...steps, again: 'cross-validate' }, [
      ...lines.filter(([, , to]) => to !== 'trees'),
      ['scale', 'table', 'again', 'table'],
      ['again', 'split', 'trees', 'rows'],
    ]);
    expect(checkFolds(inner).map(({ code, step }) => [code, step])).toEqual([['nested-folds', 'again']]);
    const beside = draw({ ...steps, again: 'cross-validate' }, [
      ...lines.filter(([, , to]) => to !== 'trees'),
      ['split', 'split', 'again', 'table'],
      ['again', 'split', 'trees', 'rows'],
    ]);
    expect(checkFolds(beside).map(({ code, step }) => [code, step])).toEqual([['nested-folds', 'again']]);
  });

  it('warns of folds that nothing gathers', () => {
    const document = draw({ data: 'sample-data', folds: 'cross-validate' }, [['data', 'table', 'folds', 'table']]);
    expect(checkFolds(document).map(({ code, severity }) => [code, severity])).toEqual([['folds-unused', 'warning']]);
  });

  it('names a step of the region that gets rows without folds', () => {
    const document = draw(steps, [
      ...lines.filter(([, , to, input]) => to !== 'judge' || input !== 'rows'),
      ['split', 'split', 'judge', 'rows'],
    ]);
    const found = validatePipeline({ document }).issues.filter(({ code }) => code === 'folds-lost');
    expect(found.map(({ step, severity }) => [step, severity])).toEqual([['judge', 'error']]);
  });

  it('knows that a new split drops the folds and a join keeps those of its left rows', () => {
    const document = draw(
      {
        data: 'sample-data',
        folds: 'cross-validate',
        join: ['join-tables', { params: { how: 'inner' } }],
        split: 'split-rows',
      },
      [
        ['data', 'table', 'folds', 'table'],
        ['folds', 'split', 'join', 'left'],
        ['data', 'table', 'join', 'right'],
        ['folds', 'split', 'split', 'table'],
      ],
    );
    const schemas = new Map([...inferSchemas({ document })].map(([id, { outputs }]) => [id as string, outputs]));
    const foldsOf = (id: string, port: string) => {
      const schema = schemas.get(id)?.[port];
      return schema?.kind === 'known' ? schema.table.folds : schema?.kind;
    };
    expect([foldsOf('folds', 'split'), foldsOf('join', 'table'), foldsOf('split', 'split')]).toEqual([5, 5, undefined]);
  });
});
