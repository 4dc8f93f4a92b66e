import { type PipelineDocument, pipelineDocumentSchema } from '../../document/pipeline-document';
import type { StepId } from '../../ids';
import { isDrawn, type RunSpec } from '../../run';
import { sha256 } from '../../sha256';
import {
  type CachedOutputs,
  fingerprint,
  inputHashes,
  knownCode,
  knownInputs,
  type PreviousStep,
  planRun,
  type RunPlan,
} from '..';

export const id = (text: string) => text as StepId; // a brand exists in types only
export const step = (key: string, type: string, at: number, more: object = {}) => ({
  id: key,
  type,
  version: 1,
  position: { x: at * 100, y: 0 },
  ...more,
});
export const edge = (key: string, from: [string, string], to: [string, string]) => ({
  id: key,
  from: { step: from[0], port: from[1] },
  to: { step: to[0], port: to[1] },
});

/** data -> filter -> split -> trees -> evaluate (also reads the split) -> register. */
export function draw(change: Record<string, object> = {}): PipelineDocument {
  const steps = [
    step('data', 'sample-data', 0, change.data),
    step('filter', 'filter-rows', 1, change.filter),
    step('split', 'split-rows', 2, change.split),
    step('trees', 'gradient-boosted-trees', 3, { params: { rounds: 200 }, ...change.trees }),
    step('evaluate', 'evaluate', 4, change.evaluate),
    step('register', 'register-model', 5, change.register),
  ];
  const edges = [
    edge('1', ['data', 'table'], ['filter', 'table']),
    edge('2', ['filter', 'table'], ['split', 'table']),
    edge('3', ['split', 'split'], ['trees', 'rows']),
    edge('4', ['trees', 'model'], ['evaluate', 'model']),
    edge('5', ['split', 'split'], ['evaluate', 'rows']),
    edge('6', ['trees', 'model'], ['register', 'model']),
    edge('7', ['split', 'split'], ['register', 'rows']),
  ];
  return pipelineDocumentSchema.parse({
    v: 1,
    steps: Object.fromEntries(steps.map((one) => [one.id, one])),
    edges: Object.fromEntries(edges.map((one) => [one.id, one])),
  });
}

export const codeHashes = Object.fromEntries(
  [
    'sample-data',
    'check-quality',
    'filter-rows',
    'split-rows',
    'gradient-boosted-trees',
    'compare-candidates',
    'evaluate',
    'register-model',
    'dataset',
  ].map((type) => [type, sha256(type)]),
);

/** Neither what acts outside or checks, nor a clock of a search that began. */
function isKept({ type, params }: RunSpec): boolean {
  return (
    type !== 'register-model' &&
    type !== 'check-quality' &&
    !(type === 'search-propose' && typeof params.minutes === 'number')
  );
}

/** A store that remembers what ran, as the worker would: outputs depend on the fingerprint alone. */
export function store() {
  const cache = new Map<string, CachedOutputs>();
  const previous = new Map<string, PreviousStep>();
  const lookups: number[] = [];
  const outputsOf = (print: string, spec: RunSpec): CachedOutputs => {
    const ports = {
      'sample-data': ['table', 'table.meta'],
      dataset: ['table', 'table.meta'],
      'check-quality': ['table', 'table.meta'],
      'filter-rows': ['table', 'table.meta'],
      'split-rows': ['split', 'split.meta'],
      'gradient-boosted-trees': ['model', 'metrics'],
      evaluate: ['evaluation', 'predictions'],
      'search-propose': ['proposal', 'deadline'],
      search: ['model', 'trials'],
    }[spec.type];
    return (spec.trial === undefined ? (ports ?? ['release']) : ['trial', 'model']).map((port) => ({
      port,
      hash: sha256(`${print}${port}`),
    }));
  };
  const run = (plan: RunPlan, codes: Record<string, string> = codeHashes) => {
    const outputs: { idx: number; port: string; hash: string }[] = [];
    for (const { idx, spec } of plan.steps) {
      const inputs = inputHashes(knownInputs(spec), outputs);
      if (inputs === null) throw new Error('a parent made nothing');
      const print = fingerprint(spec, knownCode(spec, (type) => codes[type]) ?? '', inputs);
      const made = outputsOf(print, spec);
      if (isKept(spec)) cache.set(print, made);
      outputs.push(...made.map((output) => ({ idx, ...output })));
      if (isDrawn(spec)) previous.set(spec.step, { spec, status: 'succeeded', inputs, outputs: made, seconds: 2 });
    }
  };
  const plan = (document: PipelineDocument, more: object = {}) =>
    planRun({
      document,
      codeHashes,
      references: {},
      lookup: async (prints) => {
        lookups.push(prints.length);
        return new Map(
          prints.flatMap((print) => [[print, cache.get(print) ?? []] as const]).filter(([, made]) => made.length > 0),
        );
      },
      may: () => true,
      previous: async (key) => previous.get(key) ?? null,
      ...more,
    });
  return { plan, run, cache, previous, lookups };
}

/** The same drawing a second time beside itself. */
export function twice(document: PipelineDocument): PipelineDocument {
  const rename = (text: string) => text + text;
  const copied = JSON.parse(JSON.stringify(document), (key, value) =>
    ['id', 'step'].includes(key) && typeof value === 'string' ? rename(value) : value,
  );
  const byNewId = (all: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(all).map(([key, value]) => [rename(key), value]));
  return pipelineDocumentSchema.parse({
    ...document,
    steps: { ...document.steps, ...byNewId(copied.steps) },
    edges: { ...document.edges, ...byNewId(copied.edges) },
  });
}

export function withDeploy(document: PipelineDocument): PipelineDocument {
  return pipelineDocumentSchema.parse({
    ...document,
    steps: { ...document.steps, deploy: step('deploy', 'deploy', 6) },
    edges: { ...document.edges, 8: edge('8', ['register', 'release'], ['deploy', 'release']) },
  });
}

/** Two models compared, their steps at these heights. */
export function withComparison(y: { trees: number; forest: number }): PipelineDocument {
  const document = draw();
  const { evaluate: _evaluate, register: _register, ...steps } = document.steps;
  return pipelineDocumentSchema.parse({
    ...document,
    steps: {
      ...steps,
      trees: step('trees', 'gradient-boosted-trees', 3, { position: { x: 300, y: y.trees } }),
      forest: step('forest', 'gradient-boosted-trees', 3, { position: { x: 300, y: y.forest } }),
      compare: step('compare', 'compare-candidates', 4),
    },
    edges: Object.fromEntries(
      [
        edge('1', ['data', 'table'], ['filter', 'table']),
        edge('2', ['filter', 'table'], ['split', 'table']),
        edge('3', ['split', 'split'], ['trees', 'rows']),
        edge('4', ['split', 'split'], ['forest', 'rows']),
        edge('5', ['trees', 'model'], ['compare', 'models']),
        edge('6', ['forest', 'model'], ['compare', 'models']),
        edge('7', ['split', 'split'], ['compare', 'rows']),
      ].map((one) => [one.id, one]),
    ),
  });
}

export const decisions = (plan: RunPlan) => Object.fromEntries(plan.items.map((item) => [item.step, item.decision]));
export const reason = (plan: RunPlan, key: string) => plan.items.find((item) => item.step === key)?.reason;

/** Outputs of the steps up to `last`, from the cache. */
export function cacheOf(plan: RunPlan, cache: ReadonlyMap<string, CachedOutputs>, last: number) {
  const outputs: { idx: number; port: string; hash: string }[] = [];
  for (const { idx, spec } of plan.steps.slice(0, last + 1)) {
    const made =
      cache.get(fingerprint(spec, codeHashes[spec.type] ?? '', inputHashes(spec.inputs, outputs) ?? {})) ?? [];
    outputs.push(...made.map((output) => ({ idx, ...output })));
  }
  return outputs;
}
