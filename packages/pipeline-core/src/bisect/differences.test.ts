import { describe, expect, it } from 'vitest';
import { type PipelineDocument, pipelineDocumentSchema } from '../document/pipeline-document';
import { stepIdSchema } from '../ids';
import type { JsonObject } from '../json';
import { type RunSpec, runSpecSchema } from '../run/run-spec';
import type { BisectSide } from './bisect-side';
import { fixedDifferences, isOtherCode } from './fixed-differences';
import { hybridOf, takeBack } from './hybrid';
import { listDifferences } from './list-differences';

const judge = stepIdSchema.parse('judge');
const dataset = '11111111-1111-4111-8111-111111111111';
const hash = (letter: string) => letter.repeat(64);

type Drawn = Record<string, { type: string; title?: string; params?: JsonObject; disabled?: boolean }>;

function drawing(steps: Drawn, lines: readonly [string, string, string?][], seed = 20): PipelineDocument {
  const placed = Object.entries(steps).map(([id, step], at) => [
    id,
    { id, version: 1, title: id, position: { x: at * 10, y: 0 }, ...step },
  ]);
  const edges = lines.map(([from, to, port = 'table']) => {
    return [`${from}-${to}`, { id: `${from}-${to}`, from: { step: from, port: 'table' }, to: { step: to, port } }];
  });
  return pipelineDocumentSchema.parse({
    v: 1,
    seed,
    steps: Object.fromEntries(placed),
    edges: Object.fromEntries(edges),
  });
}

function side(document: PipelineDocument, o: { batch?: string; code?: string } = {}): BisectSide {
  const specs = Object.values(document.steps).map(
    ({ id, type, params }): RunSpec =>
      runSpecSchema.parse({
        ...{ v: 1, step: id, title: id, type, version: 1, codeHash: o.code ?? 'one', params, seed: 1, inputs: {} },
        references:
          type === 'dataset'
            ? {
                data: {
                  kind: 'batch',
                  id: `b${o.batch ?? 1}`,
                  label: `batch ${o.batch ?? 1}`,
                  artifacts: { table: hash(o.batch ?? '1') },
                },
              }
            : {},
        limits: { seconds: 1, megabytes: 1 },
      }),
  );
  return { document, specs, environments: new Map() };
}

const lines: [string, string, string?][] = [
  ['data', 'sort'],
  ['sort', 'model', 'rows'],
  ['model', 'judge', 'model'],
];
const base = (more: Drawn = {}, seed = 20) =>
  drawing(
    {
      data: { type: 'dataset', params: { dataset } },
      sort: { type: 'sort-rows', params: {} },
      model: { type: 'gradient-boosted-trees', params: { rounds: 200 } },
      judge: { type: 'evaluate' },
      ...more,
    },
    lines,
    seed,
  );

const idsOf = (good: BisectSide, bad: BisectSide) => listDifferences(good, bad, judge).map(({ id }) => id);

describe('differences of two runs', () => {
  it('are settings, what is read, and the seed, the end of the drawing first', () => {
    const bad = base({ model: { type: 'gradient-boosted-trees', params: { rounds: 5, maxDepth: 3 } } }, 21);
    const found = listDifferences(side(base()), side(bad, { batch: '2' }), judge);
    expect(found.map(({ id }) => id)).toEqual([
      'parameter:model:maxDepth',
      'parameter:model:rounds',
      'data:data',
      'seed',
    ]);
    expect(found.map(({ title }) => title)).toContain('“Most rounds” of “model” is 5; it was 200.');
    expect(found.find(({ id }) => id === 'data:data')?.title).toBe('“data”: It reads batch 2 instead of batch 1.');
  });

  it('call a step without a name by its type', () => {
    const nameless = (rounds: number) =>
      base({ model: { type: 'gradient-boosted-trees', title: '', params: { rounds } } });
    const [only] = listDifferences(side(nameless(200)), side(nameless(5)), judge);
    expect(only?.title).toBe('“Most rounds” of “Gradient-boosted trees” is 5; it was 200.');
  });

  it('are none where a setting is written out that is the default', () => {
    const bad = base({ judge: { type: 'evaluate', params: { part: 'test' } } });
    expect(idsOf(side(base()), side(bad))).toEqual([]);
  });

  it('take a setting that says which batch is read with what is read', () => {
    const bad = base({ data: { type: 'dataset', params: { dataset, batch: '22222222-2222-4222-8222-222222222222' } } });
    const [only, ...others] = listDifferences(side(base()), side(bad, { batch: '2' }), judge);
    expect(others).toEqual([]);
    expect(only?.change).toMatchObject({ kind: 'data', settings: [{ name: 'batch' }] });
  });

  it('take a step put in between with its lines as one, and leave out what does not reach the judge', () => {
    const steps: Drawn = { ...base().steps, extra: { type: 'filter-rows' }, aside: { type: 'sort-rows' } };
    const bad = drawing(steps, [
      ['data', 'sort'],
      ['sort', 'extra'],
      ['extra', 'model', 'rows'],
      ['model', 'judge', 'model'],
      ['data', 'aside'],
    ]);
    const [only, ...others] = listDifferences(side(base()), side(bad), judge);
    expect(others).toEqual([]);
    expect(only?.title).toBe('“extra” is new.');
    expect(only?.change).toMatchObject({ edges: { before: [{ id: 'sort-model' }], after: [{}, {}] } });
  });
});

describe('a step that both runs have, and that came to matter', () => {
  const steps: Drawn = {
    other: { type: 'sample-data' },
    aside: { type: 'sample-data' },
    data: { type: 'sample-data' },
    clean: { type: 'sort-rows' },
    model: { type: 'decision-tree' },
    judge: { type: 'evaluate' },
  };
  const rest: [string, string, string?][] = [['model', 'judge', 'model']];
  const good = side(drawing(steps, [['data', 'model', 'rows'], ['aside', 'clean'], ...rest]));
  const bad = side(drawing(steps, [['other', 'clean'], ['clean', 'model', 'rows'], ...rest]));
  const differences = listDifferences(good, bad, judge);

  it('is not new: its lines are', () => {
    expect(differences.flatMap(({ change }) => (change.kind === 'drawing' ? change.steps : []))).toEqual([]);
    const back = differences.reduce((so, one) => takeBack(so, one), bad.document);
    expect(Object.keys(back.steps)).toEqual(Object.keys(steps));
    expect(Object.keys(back.edges)).toContain('data-model');
  });

  it('has the lines of the bad run alone in a hybrid', () => {
    const on = differences.map(({ id }) => id);
    const { document } = hybridOf({ good, bad, step: judge, differences, probe: { on, repeat: 0 } });
    expect(Object.keys(document.edges).toSorted()).toEqual(['clean-model', 'model-judge', 'other-clean']);
  });
});

describe('a hybrid', () => {
  const bad = drawing(
    {
      data: { type: 'dataset', params: { dataset } },
      sort: { type: 'sort-rows', params: {} },
      extra: { type: 'filter-rows' },
      model: { type: 'gradient-boosted-trees', params: { rounds: 5 } },
      judge: { type: 'evaluate' },
    },
    [
      ['data', 'sort'],
      ['sort', 'extra'],
      ['extra', 'model', 'rows'],
      ['model', 'judge', 'model'],
    ],
    9,
  );
  const sides = { good: side(base()), bad: side(bad, { batch: '2' }), step: judge };
  const differences = listDifferences(sides.good, sides.bad, judge);
  const withOn = (on: string[], repeat = 0) => hybridOf({ ...sides, differences, probe: { on, repeat } });
  const drawn = ({ steps, edges, seed }: PipelineDocument) => ({
    ...{
      seed,
      steps: Object.values(steps)
        .map(({ id, params }) => [id, params])
        .sort(),
    },
    edges: Object.keys(edges).sort(),
  });

  it('is the good run with none, and the bad one with all differences on', () => {
    const none = withOn([]);
    expect(drawn(none.document)).toEqual(drawn(base()));
    expect(none.references['data']?.['data']?.id).toBe('b1');
    const all = withOn(differences.map(({ id }) => id));
    expect(drawn(all.document)).toEqual(drawn(bad));
    expect(all.references['data']?.['data']?.id).toBe('b2');
  });

  it('has each difference by itself, and another seed where chance is asked', () => {
    expect(withOn(['parameter:model:rounds']).document.steps['model']?.params).toEqual({ rounds: 5 });
    expect(Object.keys(withOn(['parameter:model:rounds']).document.steps)).not.toContain('extra');
    const drawingId = differences.find(({ change }) => change.kind === 'drawing')?.id ?? '';
    expect(withOn([drawingId]).document.steps['model']?.params).toEqual({ rounds: 200 });
    expect(Object.keys(withOn([drawingId]).document.edges).sort()).toEqual(Object.keys(bad.edges).sort());
    expect(withOn([], 2).document.seed).toBe(22);
  });

  it('is undone in a drawing difference by difference', () => {
    const back = differences.reduce(takeBack, bad);
    expect(drawn(back)).toEqual(drawn(base()));
  });
});

describe('what no run can take back', () => {
  it('is code that changed, and machines', () => {
    const machine = { node: '24.1.0', platform: 'linux x64', threads: 2, megabytes: 256 };
    const on = (host: string) => new Map([[judge, { host, ...machine }]]);
    const good = { ...side(base()), environments: on('a') };
    const bad = { ...side(base(), { code: 'two' }), environments: on('b') };
    const found = fixedDifferences(good, bad, judge);
    expect(found.map(({ kind }) => kind)).toEqual(['code', 'code', 'code', 'code', 'environment']);
    expect(found.at(-1)?.details).toEqual(['It ran on a, now on b.']);
  });

  it('makes the good run start anew where the code of now is another', () => {
    const hashes = Object.fromEntries(Object.values(base().steps).map(({ type }) => [type, 'one']));
    expect(isOtherCode(side(base()), { step: judge, codeHashes: hashes })).toBe(false);
    expect(isOtherCode(side(base()), { step: judge, codeHashes: { ...hashes, 'sort-rows': 'two' } })).toBe(true);
  });
});
