import { listContracts } from '@millrace/pipeline-core/steps';
import { describe, expect, it } from 'vitest';
import { completeFormula, withCompletion } from './complete-formula';
import { deriveForm, foldFields, visibleFields } from './derive-form';

describe('deriveForm', () => {
  it.each(listContracts().map(({ type }) => type))('asks for every parameter of %s with a widget', (type) => {
    const fields = deriveForm(type);
    expect(fields.map(({ name }) => name).sort()).toEqual(
      Object.keys(listContracts().find((contract) => contract.type === type)?.params.shape ?? {}).sort(),
    );
    expect(fields.filter(({ kind }) => kind === 'json').map(({ name }) => name)).toEqual([]);
    for (const field of fields) expect(field.title).not.toBe('');
  });

  it('reads words, bounds, defaults and conditions from the schema', () => {
    const trees = new Map(deriveForm('gradient-boosted-trees').map((field) => [field.name, field]));
    expect(trees.get('rounds')).toMatchObject({ kind: 'integer', min: 1, max: 5000, default: 300, advanced: false });
    expect(trees.get('seed')).toMatchObject({ nullable: true, kind: 'integer', advanced: true });
    expect(trees.get('rowShare')).toMatchObject({ kind: 'percent', min: 0.05, max: 1 });
    const impute = new Map(deriveForm('impute-missing').map((field) => [field.name, field]));
    expect(impute.get('numbers')?.choices[0]).toEqual({ value: 'median', label: 'Median' });
    expect(impute.get('columns')).toMatchObject({ kind: 'columns', columnTypes: expect.arrayContaining(['integer']) });
    expect(deriveForm('cast-types')[0]?.valueChoices).toContain('integer');
  });

  it('folds the target away only where a column with that role arrives', () => {
    const folded = (columns: { role: string }[] | null) =>
      foldFields(deriveForm('logistic-regression'), columns).more.map(({ name }) => name);
    expect(folded([{ role: 'feature' }])).not.toContain('target');
    expect(folded([{ role: 'feature' }])).toContain('intercept');
    expect(folded([{ role: 'feature' }, { role: 'target' }])).toContain('target');
    expect(folded(null)).toContain('target');
    expect(foldFields(deriveForm('split-rows'), [{ role: 'feature' }]).plain[0]?.name).toBe('target');
  });

  it('shows a field only while the one it depends on has such a value', () => {
    const fields = deriveForm('impute-missing');
    const names = (params: Record<string, unknown>) => visibleFields(fields, params).map(({ name }) => name);
    expect(names({})).not.toContain('numberConstant');
    expect(names({})).toContain('textConstant');
    expect(names({ numbers: 'constant', texts: 'keep' })).toEqual(expect.arrayContaining(['numberConstant']));
    expect(names({ texts: 'keep' })).not.toContain('textConstant');
  });
});

describe('completeFormula', () => {
  const columns = [
    { name: 'age', type: 'integer' as const },
    { name: 'agent name', type: 'text' as const },
  ];

  it('offers columns before functions and quotes names that need it', () => {
    const found = completeFormula({ text: 'abs(ag', caret: 6, columns });
    expect(found.slice(0, 2).map(({ label, insert }) => [label, insert])).toEqual([
      ['age', 'age'],
      ['agent name', '`agent name`'],
    ]);
    const second = found[1];
    expect(second && withCompletion('abs(ag', 6, second)).toBe('abs(`agent name`');
  });

  it('puts the caret between the brackets of a function', () => {
    const [found] = completeFormula({ text: 'nulli', caret: 5, columns });
    expect(found).toMatchObject({ label: 'nullif', insert: 'nullif()', caret: 7 });
  });

  it('stays silent inside text', () => {
    expect(completeFormula({ text: "age = 'ag", caret: 9, columns })).toEqual([]);
  });
});
