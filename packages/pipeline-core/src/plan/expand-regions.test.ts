import { describe, expect, it } from 'vitest';
import { pipelineDocumentSchema } from '../document/pipeline-document';
import type { RunCopy, RunSpec } from '../run';
import { sha256 } from '../sha256';
import { getContract } from '../steps/catalog';
import { type CachedOutputs, fingerprint, inputHashes, planRun, type RunPlan } from '.';

const step = (id: string, type: string, at: number, params: object = {}) => [
  id,
  { id, type, version: 1, position: { x: at * 100, y: 0 }, params },
];
const edge = (id: string, [from, output]: [string, string], [to, input]: [string, string]) => [
  id,
  { id, from: { step: from, port: output }, to: { step: to, port: input } },
];

const document = pipelineDocumentSchema.parse({
  v: 1,
  steps: Object.fromEntries([
    step('data', 'sample-data', 0),
    step('folds', 'cross-validate', 1, { folds: 3 }),
    step('scale', 'scale-numbers', 2),
    step('model', 'logistic-regression', 3),
    step('judge', 'evaluate', 4),
    step('look', 'profile-table', 5),
  ]),
  edges: Object.fromEntries([
    edge('1', ['data', 'table'], ['folds', 'table']),
    edge('2', ['folds', 'split'], ['scale', 'table']),
    edge('3', ['scale', 'table'], ['model', 'rows']),
    edge('4', ['model', 'model'], ['judge', 'model']),
    edge('5', ['scale', 'table'], ['judge', 'rows']),
    edge('6', ['scale', 'table'], ['look', 'table']),
  ]),
});
const codeHashes = Object.fromEntries(Object.values(document.steps).map(({ type }) => [type, sha256(type)]));

function plan(cache: ReadonlyMap<string, CachedOutputs> = new Map(), more: object = {}): Promise<RunPlan> {
  return planRun({
    document,
    codeHashes,
    references: {},
    lookup: async (prints) =>
      new Map(prints.flatMap((print) => (cache.has(print) ? [[print, cache.get(print) ?? []]] : []))),
    may: () => true,
    ...more,
  });
}

/** What the steps of a plan would leave in the cache. */
function run({ steps }: RunPlan): Map<string, CachedOutputs> {
  const cache = new Map<string, CachedOutputs>();
  const outputs: { idx: number; port: string; hash: string }[] = [];
  for (const { idx, spec } of steps) {
    const print = fingerprint(spec, codeHashes[spec.type] ?? '', inputHashes(spec.inputs, outputs) ?? {});
    const ports = Object.entries(getContract(spec.type).outputs).flatMap(([port, { type }]) =>
      type === 'Split' || type.startsWith('as:') ? [port, `${port}.meta`] : [port],
    );
    cache.set(
      print,
      ports.map((port) => ({ port, hash: sha256(`${print}${port}`) })),
    );
    outputs.push(...(cache.get(print) ?? []).map((output) => ({ idx, ...output })));
  }
  return cache;
}

const named = ({ step: id, fold }: RunSpec) => (fold === undefined ? id : `${id}#${fold}`);

describe('a fold region in a plan', () => {
  it('has its steps once for each fold and once for all train rows; the rest once', async () => {
    const { steps, edges, issues } = await plan();
    expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
    const names = steps.map(({ spec }) => named(spec));
    expect(names).toEqual([
      ...['data', 'folds', 'scale#0', 'scale#1', 'scale#2', 'scale', 'model#0', 'model#1', 'model#2', 'model'],
      ...['judge#0', 'judge#1', 'judge#2', 'judge', 'look'],
    ]);
    const parents = (name: string) =>
      edges.filter(([, child]) => child === names.indexOf(name)).map(([parent]) => names[parent]);
    expect(parents('scale#1')).toEqual(['folds']);
    expect(parents('model#1')).toEqual(['scale#1']);
    expect(parents('judge#1')).toEqual(['scale#1', 'model#1']);
    expect(parents('judge')).toEqual(['scale', 'model', 'judge#0', 'judge#1', 'judge#2']);
    expect(parents('look')).toEqual(['scale']);
    expect(edges.every(([parent, child]) => parent < child)).toBe(true);
    const judge = steps[names.indexOf('judge')]?.spec;
    expect(judge?.inputs.folds?.map(({ idx, port }) => `${names[idx]}.${port}`)).toEqual([
      'judge#0.evaluation',
      'judge#1.evaluation',
      'judge#2.evaluation',
    ]);
    expect(steps[names.indexOf('model#1')]?.spec.title).toBe('Logistic regression, fold 2 of 3');
  });

  it('keeps a result for each fold, and finds all of them again', async () => {
    const first = await plan();
    const cache = run(first);
    expect(cache.size).toBe(first.steps.length);
    const again = await plan(cache);
    expect(again.items.map(({ decision }) => decision)).toEqual(first.steps.map(() => 'reused'));
    expect(again.items.filter(({ step: id }) => id === 'model').map(({ fold }) => fold)).toEqual([0, 1, 2, undefined]);
  });

  it('fits once for a run to a step before the evaluation', async () => {
    const { steps, issues } = await plan(new Map(), { targetStep: document.steps.model?.id });
    expect(steps.map(({ spec }) => named(spec))).toEqual(['data', 'folds', 'scale', 'model']);
    expect(issues).toEqual([]);
  });

  it('asks for the last time of each fold by itself', async () => {
    const asked: string[] = [];
    await plan(new Map(), {
      previous: async (id: string, { fold }: RunCopy) => {
        asked.push(`${id}#${fold ?? ''}`);
        return null;
      },
    });
    expect(asked.filter((name) => name.startsWith('model'))).toEqual(['model#0', 'model#1', 'model#2', 'model#']);
  });
});
