import { pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import type { PlanItem } from '@millrace/pipeline-core/plan';
import { describe, expect, it } from 'vitest';
import { createEditorStore } from './editor-store';
import { problemCount, problemsOf } from './problems';

function failedSplit() {
  const document = pipelineDocumentSchema.parse({
    v: 1,
    steps: {
      data: { id: 'data', type: 'sample-data', version: 1, position: { x: 0, y: 0 } },
      split: { id: 'split', type: 'split-rows', version: 1, position: { x: 280, y: 0 } },
    },
    edges: { e: { id: 'e', from: { step: 'data', port: 'table' }, to: { step: 'split', port: 'table' } } },
  });
  const store = createEditorStore({ saved: { document, revision: 1 }, editable: true, canRun: true });
  const run = '0190a000-0000-7000-8000-000000000001' as never; // brands exist in types only
  const facts = { run, runNumber: 3, idx: 1, error: null, seconds: 1, finishedAt: 1, outputs: {} };
  const view = { id: run, number: 3, status: 'failed' as const, steps: 2, finished: 2, startedAt: 0, end: null };
  store.getState().learn();
  store.getState().takeRun(view, { split: { ...facts, status: 'failed' } });
  const plan = (reason: string) => {
    const step = document.steps.split?.id;
    const items: PlanItem[] =
      step === undefined ? [] : [{ step, title: 'Split rows', decision: 'runs', reason, seconds: 1 }];
    const summary = { steps: 1, runs: 1, reused: 0, mayBeReused: 0, seconds: 1, text: '' };
    const byStep = new Map(items.map((item) => [item.step as string, item] as const));
    store.getState().takePlan({ items, byStep, leftOut: [], issues: [], spread: [], summary, revision: 1 });
  };
  return { store, plan };
}

describe('problems', () => {
  it('count what is listed', () => {
    const { store } = failedSplit();
    const state = store.getState();
    expect(problemsOf(state)[0]?.message).toContain('Split rows failed in run 3');
    expect(problemCount(state)).toEqual({ all: problemsOf(state).length, errors: 1 });
  });

  it('hold a failure until something has mended it', () => {
    const { store, plan } = failedSplit();
    plan('failed last time');
    expect(problemCount(store.getState()).errors).toBe(1);
    plan('parameter `target` changed from id to churn');
    expect(problemCount(store.getState()).errors).toBe(0);
  });
});
