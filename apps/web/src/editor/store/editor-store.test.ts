import { pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import { stepIdSchema } from '@millrace/pipeline-core/ids';
import { describe, expect, it } from 'vitest';
import { createEditorStore } from './editor-store';
import type { StepRunView } from './run-overlay-slice';
import { selectedStep } from './selectors';

function open(editable = true) {
  const document = pipelineDocumentSchema.parse({
    v: 1,
    steps: {
      data: { id: 'data', type: 'sample-data', version: 1, position: { x: 0, y: 0 } },
      split: { id: 'split', type: 'split-rows', version: 1, position: { x: 280, y: 0 } },
    },
    edges: { e: { id: 'e', from: { step: 'data', port: 'table' }, to: { step: 'split', port: 'table' } } },
  });
  return createEditorStore({ saved: { document, revision: 3 }, editable, canRun: editable });
}
const id = (text: string) => stepIdSchema.parse(text);

describe('document', () => {
  it('makes one undo step of one gesture and another after its end', () => {
    const store = open();
    const { edit, endGesture, undo } = store.getState();
    const set = (train: number) =>
      edit({ op: 'set-params', step: id('split'), params: { train } }, { gesture: 'train' });
    set(0.6);
    set(0.65);
    endGesture();
    set(0.5);
    undo();
    expect(store.getState().document.steps.split?.params).toEqual({ train: 0.65 });
    undo();
    expect(store.getState().document.steps.split?.params).toEqual({});
    expect(undo()).toBeNull();
  });

  it('changes nothing for those who may only look', () => {
    const store = open(false);
    const before = store.getState().document;
    store.getState().edit({ op: 'remove', steps: [id('data')] });
    store.getState().restore({ ...before, steps: {} }, 'restore');
    expect(store.getState().document).toBe(before);
  });

  it('remembers deletions until the save that holds them, not those made meanwhile', () => {
    const store = open();
    store.getState().edit({ op: 'remove', steps: [id('data')] });
    expect([...store.getState().deleted]).toEqual(['data']);
    const sent = store.getState().document;
    store.getState().edit({ op: 'remove', steps: [id('split')] });
    store.getState().takeSaved({ document: sent, revision: 4 });
    expect([...store.getState().deleted]).toEqual(['split']);
    store.getState().takeSaved({ document: store.getState().document, revision: 5 });
    expect(store.getState().deleted.size).toBe(0);
  });

  it('does not undo what somebody else did', () => {
    const store = open();
    store.getState().edit({ op: 'rename', step: id('split'), title: 'Mine' });
    const { document, takeMerged } = store.getState();
    const theirs = { ...document, seed: 99 };
    takeMerged({ document: theirs, saved: { document: theirs, revision: 9 } });
    store.getState().undo();
    expect(store.getState().document.seed).toBe(99);
    expect(store.getState().document.steps.split?.title).toBe('');
  });
});

describe('session', () => {
  it('keeps the step in focus while it stays chosen', () => {
    const store = open();
    store.getState().select(['data', 'split']);
    expect(store.getState().focused).toBe('split');
    store.getState().select(['split', 'data']);
    expect(store.getState().focused).toBe('split');
    expect(selectedStep(store.getState())).toBeNull();
    store.getState().select(['data']);
    expect(selectedStep(store.getState())?.id).toBe('data');
  });
});

describe('inspector', () => {
  const run = '0190a000-0000-7000-8000-000000000001' as StepRunView['run']; // a brand exists in types only

  it('takes the place of a row that is followed, and keeps its tab unless another is named', () => {
    const store = open();
    const { show, openInspector } = store.getState();
    const trail = new Map<string, 'here' | 'dropped'>([['data', 'here']]);
    show({ followed: { run, step: id('data'), port: 'table', row: 2 }, trail });
    openInspector('log');
    expect(store.getState()).toMatchObject({ inspectorOpen: true, inspectorTab: 'log', followed: null, trail: null });
    show({ inspectorOpen: false });
    openInspector();
    expect(store.getState()).toMatchObject({ inspectorOpen: true, inspectorTab: 'log' });
  });
});

describe('run overlay', () => {
  const view = (status: StepRunView['status']): StepRunView => ({
    run: '0190a000-0000-7000-8000-000000000001' as StepRunView['run'], // a brand exists in types only
    runNumber: 1,
    idx: 0,
    status,
    error: null,
    seconds: null,
    finishedAt: null,
    outputs: {},
  });

  it('keeps the object of a step that says the same, and steps of earlier runs', () => {
    const store = open();
    const run = {
      id: view('running').run,
      number: 1,
      status: 'running' as const,
      steps: 2,
      finished: 0,
      startedAt: 0,
      end: null,
    };
    store.getState().takeRun(run, { data: view('running'), split: view('waiting') });
    const before = store.getState().stepRuns.split;
    store.getState().takeRun(run, { data: view('succeeded'), split: view('waiting') });
    expect(store.getState().stepRuns.split).toBe(before);
    expect(store.getState().stepRuns.data?.status).toBe('succeeded');
    store.getState().takeRun({ ...run, number: 2 }, { data: view('cached') });
    expect(store.getState().stepRuns.split).toBe(before);
  });

  it('takes from an earlier run only steps that the shown one does not hold, and knows when runs have been read', () => {
    const store = open();
    expect(store.getState().runsRead).toBe(false);
    const { run: runId } = view('running');
    const run = { id: runId, number: 2, status: 'running' as const, steps: 1, finished: 0, startedAt: 0, end: null };
    store.getState().takeRun(run, { data: view('running') });
    store.getState().takeOlderSteps({ data: view('failed'), split: view('succeeded') });
    const { runsRead, stepRuns } = store.getState();
    expect([runsRead, stepRuns.data?.status, stepRuns.split?.status]).toEqual([true, 'running', 'succeeded']);
    store.getState().forgetRuns();
    expect(store.getState().runsRead).toBe(false);
  });
});

describe('knowledge', () => {
  it('infers issues and keeps what did not change', () => {
    const store = open();
    const before = store.getState().inferences.get(id('data'));
    store.getState().edit({ op: 'set-params', step: id('split'), params: { train: 0.1 } });
    store.getState().learn();
    expect(store.getState().issuesByStep.split?.map(({ code }) => code)).toEqual(['shares']);
    expect(store.getState().inferences.get(id('data'))).toBe(before);
  });
});
