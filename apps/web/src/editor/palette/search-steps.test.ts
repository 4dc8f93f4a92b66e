import { pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import { listContracts, listDrawnContracts } from '@millrace/pipeline-core/steps';
import { describe, expect, it } from 'vitest';
import { stepIcons } from '../step-look';
import { searchSteps, stepGroups, suggestSteps } from './search-steps';

describe('searchSteps', () => {
  it.each([
    ['one-hot', 'encode-categories'],
    ['xgboost', 'gradient-boosted-trees'],
    ['impute', 'impute-missing'],
    ['lr', 'logistic-regression'],
    ['snake case', 'rename-columns'],
    ['n/a', 'replace-values'],
    ['find and replace', 'replace-values'],
    ['strptime', 'parse-dates'],
    ['weekday', 'parse-dates'],
    ['whitespace', 'clean-text'],
    ['winsorize', 'handle-outliers'],
    ['bucket', 'bin-numbers'],
    ['feature cross', 'interactions'],
  ])('finds %s as %s', (query, type) => {
    expect(
      searchSteps(query)
        .slice(0, 3)
        .map((contract) => contract.type),
    ).toContain(type);
  });

  it('puts a step of that name before one that only has the word beside its name', () => {
    expect(searchSteps('sample')[0]?.type).toBe('sample-data');
    expect(searchSteps('split rows')[0]?.type).toBe('split-rows');
  });

  it('puts names that start with what was typed before those that hold it, and before other words', () => {
    const types = searchSteps('select').map(({ type }) => type);
    expect(types.slice(0, 2)).toEqual(['select-columns', 'select-features']);
    expect(types).toContain('sql');
    expect(searchSteps('co')[0]?.title).toMatch(/^Co/);
  });

  it('finds nothing for nonsense', () => {
    expect(searchSteps('qqqq')).toEqual([]);
  });
});

describe('suggestSteps', () => {
  const draw = (type: string) =>
    pipelineDocumentSchema.parse({
      v: 1,
      steps: { a: { id: 'a', type, version: 1, position: { x: 0, y: 0 } } },
      edges: {},
    });

  it('puts what mends an issue first', () => {
    const document = draw('logistic-regression');
    const chosen = document.steps.a ?? null;
    const issue = { code: 'x', severity: 'error' as const, message: '', fix: { addStep: 'impute-missing', title: '' } };
    const types = suggestSteps({ document, chosen, issues: [{ ...issue, ...(chosen ? { step: chosen.id } : {}) }] });
    expect(types[0]?.type).toBe('impute-missing');
    expect(types[1]?.type).toBe('evaluate');
  });

  it('suggests learning steps once the rows are split, and data for an empty drawing', () => {
    const document = draw('split-rows');
    const types = suggestSteps({ document, chosen: document.steps.a ?? null, issues: [] }).map(({ type }) => type);
    expect(types).not.toContain('split-rows');
    expect(types[0]).toBe('scale-numbers');
    const empty = { ...document, steps: {} };
    expect(suggestSteps({ document: empty, chosen: null, issues: [] }).map(({ stage }) => stage)).toEqual([
      'ingest',
      'ingest',
    ]);
  });
});

describe('stepGroups', () => {
  it('holds every step once, each with an icon', () => {
    const types = stepGroups().flatMap(({ contracts }) => contracts.map(({ type }) => type));
    expect(types.sort()).toEqual(
      listDrawnContracts()
        .map(({ type }) => type)
        .sort(),
    );
    expect(listContracts().filter(({ icon }) => stepIcons[icon] === undefined)).toEqual([]);
  });
});
