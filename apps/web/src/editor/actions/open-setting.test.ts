import { pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import { stepIdSchema } from '@millrace/pipeline-core/ids';
import { describe, expect, it } from 'vitest';
import { createEditorStore } from '../store/editor-store';
import { markedTarget } from '../store/selectors';
import type { ActionContext } from './define-action';
import { openSetting } from './open-setting';
import { showFailure } from './show-failure';

const table = {
  columns: [
    { name: 'plan', type: 'text' as const, role: 'feature' as const },
    { name: 'churn', type: 'text' as const, role: 'feature' as const },
  ],
  split: false,
};

/** dataset -> split -> trees */
function open() {
  const document = pipelineDocumentSchema.parse({
    v: 1,
    steps: {
      data: { id: 'data', type: 'dataset', version: 1, params: { dataset: 'd' }, position: { x: 0, y: 0 } },
      split: { id: 'split', type: 'split-rows', version: 1, params: { marks: true }, position: { x: 280, y: 0 } },
      trees: { id: 'trees', type: 'gradient-boosted-trees', version: 1, position: { x: 560, y: 0 } },
    },
    edges: {
      e1: { id: 'e1', from: { step: 'data', port: 'table' }, to: { step: 'split', port: 'table' } },
      e2: { id: 'e2', from: { step: 'split', port: 'split' }, to: { step: 'trees', port: 'rows' } },
    },
  });
  const store = createEditorStore({ saved: { document, revision: 1 }, editable: true, canRun: true });
  store.getState().learn({ references: { data: { data: table } } });
  const revealed: unknown[] = [];
  const context: ActionContext = {
    store,
    effects: {
      newId: () => 'new',
      save: async () => undefined,
      startRun: async () => undefined,
      stopRun: async () => undefined,
      notify: () => undefined,
      copyText: async () => undefined,
      readText: async () => '',
      layout: async () => ({}),
      view: {
        fit() {},
        zoomBy() {},
        zoomTo() {},
        reveal: (...given) => void revealed.push(given),
        size: () => ({ width: 0, height: 0 }),
        middle: () => ({ x: 0, y: 0 }),
        pointer: () => ({ at: { x: 0, y: 0 }, place: { x: 0, y: 0 } }),
      },
    },
  };
  return { store, context, revealed };
}
const id = (text: string) => stepIdSchema.parse(text);

describe('a model without a target', () => {
  it('leads to the field in which it is chosen, which then has the keyboard', () => {
    const { store, context, revealed } = open();
    store.getState().show({ inspectorOpen: false, inspectorTab: 'log' });
    const issue = store.getState().issuesByStep.trees?.find(({ code }) => code === 'no-target');
    expect(issue?.open).toMatchObject({ step: 'split', param: 'target' });
    if (issue?.open !== undefined) openSetting(context, issue.open);
    expect(store.getState()).toMatchObject({
      inspectorOpen: true,
      inspectorTab: 'settings',
      askedParam: { step: 'split', param: 'target' },
    });
    expect([...store.getState().selection]).toEqual(['split']);
    expect(revealed).toEqual([['split', { keyboard: false }]]);
  });

  it('names the target that arrives, and the step it was chosen in', () => {
    const { store } = open();
    expect(markedTarget(store.getState(), id('trees'))).toBeNull();
    store.getState().edit({ op: 'set-params', step: id('split'), params: { target: 'churn' } });
    store.getState().learn();
    expect(markedTarget(store.getState(), id('trees'))).toBe('churn (from Split rows)');
    expect(markedTarget(store.getState(), id('split'))).toBeNull();
    expect(store.getState().issuesByStep.trees ?? []).toEqual([]);
  });

  it('goes nowhere where the step is gone', () => {
    const { store, context, revealed } = open();
    openSetting(context, { step: 'gone', param: 'target' });
    expect(store.getState().askedParam).toBeNull();
    expect(revealed).toEqual([]);
  });
});

describe('a step that failed', () => {
  it('is shown with its settings, where the reason stands and can be mended', () => {
    const { store, context, revealed } = open();
    store.getState().show({ inspectorTab: 'log' });
    showFailure(context, { step: 'trees' });
    expect([...store.getState().selection]).toEqual(['trees']);
    expect(store.getState().inspectorTab).toBe('settings');
    expect(revealed).toEqual([['trees']]);
  });
});
