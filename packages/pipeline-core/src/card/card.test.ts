import { describe, expect, it } from 'vitest';
import { evaluationSchema } from '../metrics/evaluation';
import { modelManifestSchema } from '../release/model-manifest';
import { buildCard, withCardText } from './build-card';
import type { CardFacts } from './card-facts';
import { cardFields, missingTitles, textsOfVersion } from './card-fields';
import { groupWords, seenWords } from './card-words';
import { changesSince, environmentFacts } from './sections-making';
import { cardHtml } from './to-html';
import { cardMarkdown } from './to-markdown';

const part = (rows: number, metrics: Record<string, number | null>) => ({ rows, metrics, intervals: {} });

const evaluation = evaluationSchema.parse({
  ...{ v: 1, task: 'binary', target: 'left', classes: ['no', 'yes'], positive: 'yes', threshold: 0.31, part: 'test' },
  thresholdCost: { falseAlarm: 1, missed: 5, part: 'validation', rows: 40, cost: 0.2, costAtHalf: 0.4 },
  parts: {
    train: part(100, { auc: 0.95, logLoss: 0.2 }),
    validation: part(40, { auc: 0.9 }),
    test: { ...part(50, { auc: 0.8512345, logLoss: 1e-7, mcc: null }), intervals: { auc: [0.8, 0.9] } },
  },
  curves: { calibration: { bins: [], expectedError: 0.013, maximumError: 0.05 } },
});

const { plan: _, ...manifest } = modelManifestSchema.parse({
  ...{ v: 1, task: 'binary', format: 'tree-ensemble', target: 'left', classes: ['no', 'yes'], positive: 'yes' },
  trainer: { type: 'gradient-boosted-trees', title: 'Trees', params: { leaves: 31 }, seed: 7 },
  features: [{ name: 'age', kind: 'number' }],
  plan: { v: 1, expressionVersion: 1, source: [], nodes: [] },
  featureSetId: 'set-1',
  signature: { inputs: [{ name: 'a|b <i>', type: 'number', range: [1, 9] }], outputs: [] },
  trainedOn: { rows: 100, validationRows: 40 },
  ...{ batches: ['one'], seconds: 2.5, importance: [{ feature: 'age', value: 1 }], curve: [], summary: { rounds: 12 } },
});

const environment = {
  ...{ v: 1 as const, node: 'v24.4.1', platform: 'linux', arch: 'x64', duckdb: 'v1', expressionVersion: 1 },
  ...{ code: 'abc', device: 'cpu' as const, threads: 2, memoryMegabytes: 2000, peakMegabytes: 320 },
};

const facts: CardFacts = {
  ...{ name: 'churn', version: 2, manifest, bytes: 1234, evaluation, explanation: null, environment },
  batches: [{ dataset: 'Customers "2026"', number: 3, rows: 190, landed: '2026-11-20T08:00:00.000Z' }],
  trained: { at: '2026-11-21T09:00:00.000Z', run: 4, pipeline: 'Churn' },
  previous: null,
  texts: { purpose: { text: 'To call customers who may leave.' }, owner: { text: 'Ada', fromVersion: 1 } },
};

const factOf = (name: string, of: CardFacts = facts) =>
  buildCard(of)
    .sections.flatMap(({ blocks }) => blocks.flatMap((block) => (block.kind === 'facts' ? block.facts : [])))
    .find((fact) => fact.name === name)?.value;

describe('a card', () => {
  it('says where the list of what a model goes by stops', () => {
    const textsOf = (features: number) => {
      const importance = Array.from({ length: features }, (_, n) => ({ feature: `f${n}`, value: 1 }));
      const { sections } = buildCard({ ...facts, manifest: { ...manifest, importance } });
      const blocks = sections.find(({ id }) => id === 'importance')?.blocks ?? [];
      return blocks.flatMap((block) => (block.kind === 'text' ? [block.text] : []));
    };
    expect(textsOf(8)).toEqual([]);
    expect(textsOf(12)).toEqual(['The first 8 of 12 features.']);
  });

  it('is filled in from what is known, and tells which sentences are missing', () => {
    const card = buildCard(facts);
    expect(card.title).toBe('churn v2');
    expect(card.summary).toBe('Predicts left (two classes) with Trees from 1 feature.');
    expect(card.missing).toEqual(cardFields.filter((field) => field !== 'purpose' && field !== 'owner'));
    expect(factOf('Threshold')).toBe(
      'yes from 0.31 on (least cost on 40 validation rows: a false alarm 1, a missed one 5)',
    );
    expect(factOf('Trained')).toBe('2026-11-21 by run 4 of Churn');
    expect(factOf('Memory')).toBe('320 MB of 2,000 MB');
    expect(factOf('Calibration, expected error')).toBe('0.013');
    expect(factOf('leaves')).toBe('31');
    expect(card.sections.find(({ id }) => id === 'caveats')?.blocks[0]).toEqual({
      kind: 'text',
      text: 'It was trained without a split: nothing was held out.',
    });
  });

  it('says settings as their form does, and which search found the model', () => {
    const params = { target: 'left', task: 'auto', learningRate: 0.05, earlyStopping: true };
    const trainer = { ...manifest.trainer, params };
    const search = { metric: 'auc', value: 0.91, rows: 40, judged: 12, winner: true };
    const found: CardFacts = { ...facts, manifest: { ...manifest, trainer }, search };
    expect(factOf('Learning rate', found)).toBe('0.05');
    expect(factOf('Early stopping', found)).toBe('yes');
    expect(factOf('Predicts', found)).toBe('Automatic');
    expect(buildCard(found).sections.find(({ id }) => id === 'training')?.blocks[0]).toEqual({
      kind: 'text',
      text: 'Found by a search as the best of 12 trials: ROC AUC 0.91 on 40 rows that it did not learn from. These rows chose it, so the figure flatters it.',
    });
  });

  it('of a model that is asked for by itself says under which names it is registered', () => {
    const bare = { ...facts, version: null };
    expect(factOf('Version', bare)).toBe('none yet');
    expect(factOf('Version', { ...bare, registered: [{ name: 'churn', version: 1 }] })).toBe('registered as churn v1');
  });

  it('says what is found where nothing is predicted, and what nobody knows', () => {
    const trainer = { ...manifest.trainer, title: 'K-means', type: 'k-means' };
    const groups = { ...manifest, task: 'clustering' as const, target: '', trainer };
    const bare = { ...facts, manifest: groups, version: null, evaluation: null, environment: null, batches: null };
    const card = buildCard(bare);
    expect(card.title).toBe('churn');
    expect(card.summary).toBe('Finds groups of rows that are alike with K-means from 1 feature.');
    expect(card.sections.some(({ id }) => id === 'changes')).toBe(false);
    expect(card.front).toMatchObject({ pipeline_tag: null, results: [], datasets: [] });
    expect(cardMarkdown(card)).toContain('- **Batches:** one');
  });

  it('takes a text in, and gives it back', () => {
    const card = buildCard(facts);
    const written = withCardText(card, 'limits', ' Not for firms. ');
    expect(written.missing).toEqual(card.missing.filter((field) => field !== 'limits'));
    expect(written).toEqual(buildCard({ ...facts, texts: { ...facts.texts, limits: { text: 'Not for firms.' } } }));
    expect(withCardText(written, 'limits', '')).toEqual(card);
  });
});

describe('texts of a version', () => {
  const purpose = { field: 'purpose' as const, text: 'Calls.' };
  const approvals = { field: 'approvals' as const, text: 'Bo.' };

  it('carry over from the nearest version that has them, approvals never', () => {
    const texts = textsOfVersion([
      { version: 3, texts: [] },
      { version: 2, texts: [approvals] },
      { version: 1, texts: [purpose] },
    ]);
    expect(texts).toEqual({ purpose: { text: 'Calls.', fromVersion: 1 } });
    expect(missingTitles(texts)).not.toContain('Purpose');
    expect(missingTitles(texts)).toContain('Approvals');
  });

  it('that were taken away stay away', () => {
    const none = { field: 'purpose' as const, text: '' };
    expect(
      textsOfVersion([
        { version: 2, texts: [none] },
        { version: 1, texts: [purpose] },
      ]),
    ).toEqual({});
    expect(
      textsOfVersion([
        { version: 3, texts: [] },
        { version: 2, texts: [none] },
        { version: 1, texts: [purpose] },
      ]),
    ).toEqual({});
  });
});

describe('what changed', () => {
  it('names settings, features and figures that are not the same', () => {
    const trainer = { ...manifest.trainer, params: { leaves: 15, depth: 3 } };
    const before = {
      manifest: { ...manifest, trainer, features: [] },
      evaluation: { ...evaluation, part: 'validation' as const },
    };
    expect(changesSince(facts, before)).toEqual([
      { what: 'leaves', was: '15', is: '31' },
      { what: 'depth', was: '3', is: 'none' },
      { what: 'Features', was: '0', is: '1: age' },
      { what: 'ROC AUC, validation then test rows', was: '0.9', is: '0.8512' },
    ]);
    expect(changesSince(facts, facts)).toEqual([]);
  });
});

describe('exports', () => {
  it('Markdown begins with metadata in forms that YAML 1.1 and 1.2 read alike', () => {
    const front = cardMarkdown(buildCard(facts)).split('---\n')[1] ?? '';
    expect(front.split('\n')).toEqual([
      'library_name: "millrace"',
      'pipeline_tag: "tabular-classification"',
      ...['tags:', '- "tabular"', '- "binary"', '- "tree-ensemble"'],
      ...['datasets:', '- "Customers \\"2026\\""'],
      ...['metrics:', '- "roc_auc"', '- "log_loss"'],
      ...['model-index:', '- name: "churn"', '  results:', '  - task:', '      type: "tabular-classification"'],
      ...['    dataset:', '      name: "Customers \\"2026\\""', '      type: "customers-2026"', '      split: "test"'],
      ...['    metrics:', '    - type: "roc_auc"', '      name: "ROC AUC"', '      value: 0.8512345'],
      ...['    - type: "log_loss"', '      name: "Log loss"', '      value: 1.0e-7', ''],
    ]);
  });

  it('Markdown shows what people wrote as it is, and everything else as text', () => {
    const text = cardMarkdown(buildCard({ ...facts, texts: { limits: { text: 'See **here**.\n\n- one' } } }));
    expect(text).toContain('See **here**.\n\n- one');
    expect(text).toContain('| a\\|b &lt;i\\> | number | the caller | 1 to 9 |');
    expect(text).toContain('*Purpose needs a sentence from you: What is it for, and who acts on its answers?*');
    expect(text.endsWith('\n')).toBe(true);
  });

  it('HTML loads nothing, and shows no text of people or data as markup', () => {
    const page = cardHtml(buildCard({ ...facts, texts: { limits: { text: '<script>alert(1)</script>\nthen' } } }));
    expect(page).toContain("default-src 'none'");
    expect(page).toContain('<p>&lt;script&gt;alert(1)&lt;/script&gt;<br>then</p>');
    expect(page).toContain('a|b &lt;i&gt;');
    expect(page).not.toMatch(/<script|src=|href=/);
  });

  it('a line break of Unicode in a name breaks no metadata', () => {
    const batches = [{ dataset: 'a\u2028b', number: 1, rows: 1, landed: '2026-01-01' }];
    expect(cardMarkdown(buildCard({ ...facts, batches }))).toContain('- "a\\u2028b"');
  });
});

it('states ranges and bounds as they were, not rounded to a value that never was', () => {
  expect(seenWords({ range: [12285, 1484705] }, 8)).toBe('12285 to 1484705');
  expect(seenWords({ range: [0.1 + 0.2, 1e-7] }, 8)).toBe('0.3 to 1e-7');
  expect(seenWords({ levels: ['a', 'b', 'c'] }, 2)).toBe('a, b and 1 more');
  expect(groupWords([{ kind: 'range', column: 'fnlwgt', from: 12285, to: null }])).toBe('fnlwgt from 12285');
});

it('the environment of a fit is told in words', () => {
  expect(environmentFacts(environment).find(({ name }) => name === 'Computed on')?.value).toBe('processor, 2 threads');
});
