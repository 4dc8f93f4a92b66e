import { listDrawnContracts } from '@millrace/pipeline-core/steps';
import { describe, expect, it } from 'vitest';
import { completeFormula, takesCompletion, withCompletion } from './complete-formula';
import { deriveForm, foldFields, visibleFields } from './derive-form';
import { moveRow, newRow, rowsOf } from './rows-value';

describe('deriveForm', () => {
  it.each(listDrawnContracts().map(({ type }) => type))('asks for every parameter of %s with a widget', (type) => {
    const fields = deriveForm(type);
    expect(fields.map(({ name }) => name).sort()).toEqual(
      Object.keys(listDrawnContracts().find((contract) => contract.type === type)?.params.shape ?? {}).sort(),
    );
    expect(fields.filter(({ kind }) => kind === 'json').map(({ name }) => name)).toEqual([]);
    for (const field of fields) expect(field.title).not.toBe('');
    const inner = fields.flatMap((field) => field.items);
    expect(inner.filter(({ kind }) => kind === 'json').map(({ name }) => name)).toEqual([]);
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

  it('leaves out what speaks of classes where a number is predicted, unless it is set', () => {
    const names = (...args: [object, ('regression' | 'binary' | null)?]) =>
      visibleFields(deriveForm('evaluate'), { ...args[0] }, args[1]).map(({ name }) => name);
    expect(names({})).toContain('threshold');
    expect(names({}, 'binary')).toContain('threshold');
    expect(names({}, 'regression')).toEqual(['part', 'bootstrap']);
    expect(names({ threshold: 0.3 }, 'regression')).toContain('threshold');
  });

  it('gives lists a control by what they hold, and rows the fields of their items', () => {
    const replace = new Map(deriveForm('replace-values').map((field) => [field.name, field]));
    const rules = replace.get('rules');
    expect(rules).toMatchObject({ kind: 'rows', addLabel: 'Add a value', default: [] });
    expect(rules?.items.map(({ name, kind, default: value }) => [name, kind, value])).toEqual([
      ['column', 'column', ''],
      ['from', 'text', ''],
      ['to', 'text', ''],
    ]);
    expect(rules?.items[0]).toMatchObject({
      placeholder: 'All text columns',
      columnTypes: expect.arrayContaining(['date']),
    });
    expect(replace.get('missing')).toMatchObject({ kind: 'texts', placeholder: 'NA' });
    expect(deriveForm('bin-numbers').find(({ name }) => name === 'edges')?.kind).toBe('numbers');
    const parts = deriveForm('parse-dates').find(({ name }) => name === 'parts');
    expect(parts?.kind).toBe('choices');
    expect(parts?.choices).toContainEqual({ value: 'is_weekend', label: 'Is weekend' });
  });

  it('shows the target of a model first, and that of a split, whatever arrives', () => {
    const { plain, more } = foldFields(deriveForm('logistic-regression'));
    expect(plain[0]).toMatchObject({ name: 'target', kind: 'target' });
    expect(more.map(({ name }) => name)).toContain('intercept');
    expect(foldFields(deriveForm('split-rows')).plain.map(({ name }) => name)).toContain('target');
  });

  it('says in words what an empty control means', () => {
    const field = (type: string, name: string) => deriveForm(type).find((candidate) => candidate.name === name);
    expect(field('impute-missing', 'columns')?.placeholder).toBe('All (none chosen)');
    expect(field('encode-categories', 'columns')?.placeholder).toBe('All (none chosen)');
    expect(field('evaluate', 'threshold')?.placeholder).toBe('0.5');
  });

  it('leaves one list open in Select columns', () => {
    const { plain, more } = foldFields(deriveForm('select-columns'));
    expect(plain.map(({ name }) => name)).toEqual(['mode', 'columns', 'target']);
    expect(more.map(({ name }) => name)).toEqual(['formerTarget', 'ids', 'ignore']);
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

describe('a list of small objects', () => {
  it('has a field for every property of a row, and new rows with its defaults', () => {
    const keys = deriveForm('sort-rows')[0];
    expect(keys?.kind).toBe('rows');
    expect(keys?.items.map(({ name, kind }) => [name, kind])).toEqual([
      ['column', 'column'],
      ['direction', 'choice'],
    ]);
    expect(newRow(keys?.items ?? [])).toEqual({ column: '', direction: 'ascending' });
  });

  it('moves a row, and leaves the ends where they are', () => {
    const rows = [{ n: 1 }, { n: 2 }, { n: 3 }];
    expect(moveRow(rows, 2, -1).map(({ n }) => n)).toEqual([1, 3, 2]);
    expect(moveRow(rows, 0, 1).map(({ n }) => n)).toEqual([2, 1, 3]);
    expect(moveRow(rows, 0, -1)).toEqual(rows);
    expect(moveRow(rows, 2, 1)).toEqual(rows);
  });

  it('reads what is saved, whatever it is', () => {
    expect(rowsOf([{ a: 1 }, null, 3])).toEqual([{ a: 1 }, {}, {}]);
    expect(rowsOf('none')).toEqual([]);
  });
});

describe('completeFormula', () => {
  it('stands not over what is said of a whole case when', () => {
    const text = "case when a then 'x' end";
    expect(completeFormula({ text, caret: text.length, columns: [] })).toEqual([]);
    expect(completeFormula({ text: 'end', caret: 3, columns: [] }).map(({ label }) => label)).toContain('ends_with');
  });

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

  it('puts the caret behind a function that takes nothing', () => {
    expect(completeFormula({ text: 'p', caret: 1, columns }).find(({ label }) => label === 'pi')).toMatchObject({
      insert: 'pi()',
      caret: 4,
    });
  });

  it.each([
    ['Tab', 'ag', true],
    ['Enter', 'ag', true],
    ['Enter', 'age', false],
    ['Tab', 'age', false],
    ['Tab', 'case when age > 2 and age i', true],
    ['Tab', 'case when age > 2 and age in', false],
    ['Escape', 'ag', false],
  ])('takes what is offered on %s behind %j: %s', (key, text, takes) => {
    const more = [
      ...columns,
      { name: 'age_at_start', type: 'integer' as const },
      { name: 'income', type: 'number' as const },
    ];
    const caret = text.length;
    const [completion] = completeFormula({ text, caret, columns: more });
    if (completion === undefined) throw new Error(`nothing is offered behind ${text}`);
    const asked = { key, text, caret, completion, columns: more };
    expect(takesCompletion({ ...asked, moved: false })).toBe(takes);
    expect(takesCompletion({ ...asked, moved: true })).toBe(key !== 'Escape');
  });

  it('stays silent inside text', () => {
    expect(completeFormula({ text: "age = 'ag", caret: 9, columns })).toEqual([]);
  });
});
