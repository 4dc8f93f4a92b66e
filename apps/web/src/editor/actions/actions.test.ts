import { pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import { edgeIdSchema, type RunId, stepIdSchema } from '@millrace/pipeline-core/ids';
import { describe, expect, it } from 'vitest';
import { makeStep } from '../drawing/find-connections';
import { createEditorStore } from '../store/editor-store';
import { runLabel, whyNot } from '../topbar/run-label';
import { addBehindModel } from './add-behind-model';
import { addByDrop, addFix, addFromPalette, connectPorts, disconnect, disconnectAction } from './add-step';
import { stepsWithBest } from './best-so-far';
import { copiedText, duplicateAction, pasteText } from './clipboard-actions';
import type { ActionContext, Notice, RunRequest } from './define-action';
import { deleteAction, deleteAndHealAction, disableAction, undoAction } from './edit-actions';
import { editorActions } from './index';
import { moveActions } from './move-actions';
import { runAction, runFromHereAction, runToHereAction, stopRunAction } from './run-actions';
import { quietEffects } from './testing/quiet-effects';
import { nextProblemAction, openSettingsAction } from './view-actions';

/** Our own effects, written down instead of done. */
function open(canEdit = true) {
  const steps = {
    data: { id: 'data', type: 'sample-data', version: 1, position: { x: 0, y: 0 } },
    split: { id: 'split', type: 'split-rows', version: 1, position: { x: 280, y: 0 } },
    logistic: { id: 'logistic', type: 'logistic-regression', version: 1, position: { x: 560, y: 0 } },
  };
  const edges = {
    e1: { id: 'e1', from: { step: 'data', port: 'table' }, to: { step: 'split', port: 'table' } },
    e2: { id: 'e2', from: { step: 'split', port: 'split' }, to: { step: 'logistic', port: 'rows' } },
  };
  const document = pipelineDocumentSchema.parse({ v: 1, steps, edges });
  const store = createEditorStore({ saved: { document, revision: 1 }, editable: canEdit, canRun: canEdit });
  const notices: Notice[] = [];
  const runs: RunRequest[] = [];
  let count = 0;
  const context: ActionContext = {
    store,
    effects: quietEffects({
      newId: () => `new${++count}`,
      startRun: async (request) => void runs.push(request),
      notify: (notice) => void notices.push(notice),
      view: {
        size: () => ({ width: 1008, height: 676 }),
        middle: () => ({ x: 504, y: 338 }),
        pointer: () => ({ at: { x: 0, y: 0 }, place: { x: 0, y: 400 } }),
      },
    }),
  };
  const lines = () =>
    Object.values(store.getState().document.edges)
      .map(({ from, to }) => `${from.step}.${from.port}>${to.step}.${to.port}`)
      .sort();
  return { store, context, notices, runs, lines };
}
const id = (text: string) => stepIdSchema.parse(text);

describe('adding steps', () => {
  it('puts one right of the selection and connects what fits without a question, as one undo step', async () => {
    const { store, context, lines } = open();
    store.getState().select(['logistic']);
    addFromPalette(context, 'evaluate');
    const added = Object.values(store.getState().document.steps).find(({ type }) => type === 'evaluate');
    expect(added?.position).toEqual({ x: 840, y: 0 });
    expect(lines()).toContain(`logistic.model>${added?.id}.model`);
    expect([...store.getState().selection]).toEqual([added?.id]);
    await undoAction.run(context);
    expect(Object.keys(store.getState().document.steps)).toHaveLength(3);
  });

  it('reads the only dataset of the project, as part of the same undo step, and chooses none of several', async () => {
    const { store, context } = open();
    const added = () => Object.values(store.getState().document.steps).find(({ type }) => type === 'dataset');
    addFromPalette(context, 'dataset');
    expect(added()?.params).toEqual({});
    await undoAction.run(context);
    expect(store.getState().askedParam).toEqual({ step: expect.any(String), param: 'dataset' });
    store.getState().show({ datasets: ['d1'], askedParam: null });
    addFromPalette(context, 'dataset');
    expect(added()?.params).toEqual({ dataset: 'd1' });
    expect(store.getState().askedParam).toBeNull();
    await undoAction.run(context);
    expect(added()).toBeUndefined();
  });

  it('reads the one of several datasets that no step reads yet, else asks at once', () => {
    const { store, context } = open();
    const chosen = () =>
      Object.values(store.getState().document.steps).flatMap(({ type, params }) =>
        type === 'dataset' ? [params.dataset] : [],
      );
    store.getState().show({ datasets: ['d1', 'd2', 'd3'] });
    for (const dataset of [undefined, 'd2', 'd3']) {
      addFromPalette(context, 'dataset');
      const [added] = [...store.getState().selection];
      if (dataset === undefined) expect(store.getState().askedParam).toEqual({ step: added, param: 'dataset' });
      if (dataset !== undefined && added !== undefined)
        store.getState().edit({ op: 'set-params', step: stepIdSchema.parse(added), params: { dataset } });
    }
    addFromPalette(context, 'dataset');
    expect(chosen().at(-1)).toBe('d1');
  });

  it('starts with the settings most want where defaults keep what older drawings mean', () => {
    const { store, context } = open();
    addFromPalette(context, 'select-columns');
    const added = Object.values(store.getState().document.steps).find(({ type }) => type === 'select-columns');
    expect(added?.params).toEqual({ mode: 'keep' });
  });

  it('puts one in the middle of the window when nothing is chosen, and leaves a closed panel closed', () => {
    const { store, context } = open();
    store.getState().show({ inspectorOpen: false });
    addFromPalette(context, 'evaluate');
    const added = Object.values(store.getState().document.steps).find(({ type }) => type === 'evaluate');
    expect(added?.position).toEqual({ x: 400, y: 300 });
    expect(store.getState().inspectorOpen).toBe(false);
  });

  it('inserts on a line with exactly its ports and makes room, as one undo step', async () => {
    const { store, context, lines } = open();
    addByDrop(context, { type: 'impute-missing', place: { x: 300, y: 20 }, edge: edgeIdSchema.parse('e2') });
    const added = Object.values(store.getState().document.steps).find(({ type }) => type === 'impute-missing');
    expect(lines()).toEqual(
      ['data.table>split.table', `${added?.id}.table>logistic.rows`, `split.split>${added?.id}.table`].sort(),
    );
    expect(store.getState().document.steps.logistic?.position.x).toBeGreaterThan(560);
    await undoAction.run(context);
    expect(lines()).toEqual(['data.table>split.table', 'split.split>logistic.rows']);
    expect(store.getState().document.steps.logistic?.position.x).toBe(560);
  });

  it('comes between the chosen step and all that follows it where it hands on its rows, and moves them along', async () => {
    const { store, context, lines } = open();
    store.getState().select(['split']);
    addFromPalette(context, 'naive-bayes');
    const bayes = Object.values(store.getState().document.steps).find(({ type }) => type === 'naive-bayes')?.id;
    expect(lines()).toContain(`split.split>${bayes}.rows`);
    store.getState().select(['split']);
    addFromPalette(context, 'formula-column');
    const added = Object.values(store.getState().document.steps).find(({ type }) => type === 'formula-column');
    const expected = [`${added?.id}.table>logistic.rows`, `${added?.id}.table>${bayes}.rows`, 'data.table>split.table'];
    expect(lines()).toEqual([...expected, `split.split>${added?.id}.table`].sort());
    expect(store.getState().document.steps.logistic?.position.x).toBeGreaterThan(added?.position.x ?? 0);
    await undoAction.run(context);
    expect(lines()).toContain('split.split>logistic.rows');
  });

  it('says why a step cannot be inserted on a line and leaves the line alone', () => {
    const { context, notices, lines } = open();
    addByDrop(context, { type: 'deploy', place: { x: 300, y: 300 }, edge: edgeIdSchema.parse('e2') });
    expect(notices[0]?.detail).toMatch(/fits neither end/);
    expect(lines()).toHaveLength(2);
  });

  it('mends an issue by the step it names', () => {
    const { store, context, lines } = open();
    addFix(context, { type: 'encode-categories', step: id('logistic'), before: true });
    const added = Object.values(store.getState().document.steps).find(({ type }) => type === 'encode-categories');
    expect(lines()).toContain(`${added?.id}.table>logistic.rows`);
    expect(lines()).not.toContain('split.split>logistic.rows');
  });
});

describe('a step that another page asks for', () => {
  const model = 'a'.repeat(64);
  // Only what tells which step made the model.
  const run = { id: 'r', number: 3, status: 'succeeded', steps: 3, finished: 3, startedAt: 0, end: null } as never;
  const made = { run: 'r', idx: 2, status: 'cached', outputs: { model: { hash: model, kind: 'model' } } } as never;

  it('stands behind the one that made the model, wired, and is not added twice', () => {
    const { store, context, lines, notices } = open();
    store.getState().takeRun(run, { logistic: made });
    addBehindModel(context, { type: 'evaluate', model });
    const added = Object.values(store.getState().document.steps).find(({ type }) => type === 'evaluate')?.id;
    expect(lines()).toEqual(expect.arrayContaining([`logistic.model>${added}.model`, `split.split>${added}.rows`]));
    addBehindModel(context, { type: 'evaluate', model });
    expect(Object.keys(store.getState().document.steps)).toHaveLength(4);
    expect(notices.map(({ title }) => title)).toEqual(['Evaluate is there already']);
  });

  it('is not added where no step of the drawing made the model', () => {
    const { store, context, notices } = open();
    addBehindModel(context, { type: 'evaluate', model });
    expect(Object.keys(store.getState().document.steps)).toHaveLength(3);
    expect(notices[0]?.title).toBe('Evaluate was not added');
  });
});

describe('settings of a step while a row is followed', () => {
  it('are shown in its place, by Enter and by the next problem', async () => {
    const { store, context } = open();
    const run = '0190a000-0000-7000-8000-000000000001' as RunId; // a brand exists in types only
    const followed = { run, step: id('data'), port: 'table', row: 0 };
    store.getState().edit({ op: 'set-params', step: id('split'), params: { train: 0.1 } });
    store.getState().learn();
    for (const action of [openSettingsAction, nextProblemAction]) {
      store.getState().select(['split']);
      store.getState().show({ followed, inspectorTab: 'log' });
      await action.run(context);
      expect(store.getState()).toMatchObject({ followed: null, inspectorOpen: true, inspectorTab: 'settings' });
    }
  });
});

describe('connecting', () => {
  it('refuses with the reason and offers the step that would fit', () => {
    const { store, context, notices, lines } = open();
    addFromPalette(context, 'evaluate');
    const evaluate = Object.values(store.getState().document.steps).find(({ type }) => type === 'evaluate');
    const to = { step: evaluate?.id ?? id('none'), port: 'model', side: 'in' as const };
    expect(connectPorts(context, { step: id('split'), port: 'split', side: 'out' }, to)).toBe(false);
    expect(notices[0]).toMatchObject({ detail: expect.stringContaining('wants a model') });
    notices[0]?.action?.run();
    const trees = Object.values(store.getState().document.steps).find(({ type }) => type === 'gradient-boosted-trees');
    expect(lines()).toContain(`${trees?.id}.model>${evaluate?.id}.model`);
  });

  it('closes the gap behind a deleted step when asked', async () => {
    const { store, context, lines } = open();
    addByDrop(context, { type: 'filter-rows', place: { x: 100, y: 0 }, edge: edgeIdSchema.parse('e1') });
    await deleteAndHealAction.run(context);
    expect(lines()).toEqual(['data.table>split.table', 'split.split>logistic.rows']);
    store.getState().select(['split']);
    await deleteAction.run(context);
    expect(lines()).toEqual([]);
  });
});

describe('clipboard', () => {
  it('pastes steps with new ids and keeps the lines between them', () => {
    const { store, context, lines } = open();
    store.getState().select(['data', 'split']);
    pasteText(context, { text: copiedText(context), place: { x: 0, y: 300 }, withInputs: false });
    expect(Object.keys(store.getState().document.steps)).toHaveLength(5);
    expect(lines()).toHaveLength(3);
    expect(store.getState().selection.size).toBe(2);
  });

  it('duplicates with the inputs wired to where they came from', async () => {
    const { store, context, lines } = open();
    store.getState().select(['logistic']);
    await duplicateAction.run(context);
    expect(lines().filter((line) => line.startsWith('split.split>'))).toHaveLength(2);
  });

  it('says what is wrong with text that holds no steps', () => {
    const { context, notices } = open();
    pasteText(context, { text: 'hello', place: { x: 0, y: 0 }, withInputs: false });
    expect(notices[0]?.detail).toMatch(/not JSON/);
  });
});

describe('other verbs', () => {
  it('runs to the chosen step', async () => {
    const { store, context, runs } = open();
    expect(runToHereAction.isEnabled?.(store.getState())).toBe(false);
    store.getState().select(['split']);
    await runToHereAction.run(context);
    expect(runs).toEqual([{ target: 'split' }]);
  });

  it('asks before a run is stopped in which a search or a round-by-round fit has a best so far', async () => {
    const stopped: string[] = [];
    const { store, context } = open();
    const effects = { ...context.effects, stopRun: async (run: string) => void stopped.push(run) };
    // Only what tells what is at work.
    const run = { id: 'r', number: 3, status: 'running', steps: 3, finished: 1, startedAt: 0, end: null } as never;
    const atWork = (more: object = {}) => ({ run: 'r', idx: 2, status: 'running', outputs: {}, ...more }) as never;
    store.getState().takeRun(run, { split: atWork() });
    await stopRunAction.run({ store, effects });
    expect([store.getState().stopAsked, stopped]).toEqual([false, ['r']]);
    store.getState().edit({ op: 'add', steps: [makeStep({ id: 'find', type: 'search', position: { x: 0, y: 300 } })] });
    store.getState().takeRun(run, { find: atWork() });
    await stopRunAction.run({ store, effects });
    expect([store.getState().stopAsked, stopped]).toEqual([true, ['r']]);
    expect(stepsWithBest(store.getState()).map(({ step }) => step)).toEqual(['find']);
    store.getState().takeRun(run, { find: atWork({ early: true }) });
    expect(stepsWithBest(store.getState())).toEqual([]);
  });

  it('runs a step and all behind it again, and nothing before it', async () => {
    const { store, context, runs } = open();
    store.getState().select(['split']);
    await runFromHereAction.run(context);
    expect(runs).toEqual([{ force: ['split', 'logistic'] }]);
  });

  it('lists the lines of a step instead of removing them all, and removes the one that is chosen', async () => {
    const { store, context, lines } = open();
    store.getState().select(['split']);
    await disconnectAction.run(context);
    expect(lines()).toHaveLength(2);
    expect(store.getState().keyboardLines).toEqual({ step: 'split', verb: 'disconnect' });
    disconnect(context, [edgeIdSchema.parse('e2')]);
    expect(lines()).toEqual(['data.table>split.table']);
    store.getState().undo();
    expect(lines()).toHaveLength(2);
  });

  it('reaches notes by the arrows and writes in them by Enter', async () => {
    const { store, context } = open();
    const size = { width: 240, height: 80 };
    store.getState().edit({ op: 'add', notes: [{ id: 'n', text: 'Why', position: { x: 280, y: 200 }, size }] });
    const press = (name: string) => editorActions.find((action) => action.id === `editor.${name}`)?.run(context);
    store.getState().select(['split']);
    await press('go-down');
    expect([store.getState().focused, store.getState().announcement]).toEqual(['n', 'Note: Why']);
    await press('settings');
    expect(store.getState().editingNote).toBe('n');
    await press('go-up');
    expect(store.getState().focused).toBe('split');
  });

  it('disables and enables what is chosen', async () => {
    const { store, context } = open();
    store.getState().select(['split']);
    await disableAction.run(context);
    expect(store.getState().document.steps.split?.disabled).toBe(true);
    await disableAction.run(context);
    expect(store.getState().document.steps.split?.disabled).toBe(false);
  });

  it('walks along the lines and moves by eight pixels as one undo step per burst', async () => {
    const { store, context } = open();
    const go = (name: string) => moveActions.find((action) => action.id === `editor.${name}`)?.run(context);
    store.getState().select(['data']);
    await go('go-right');
    expect(store.getState().focused).toBe('split');
    await go('move-down-8');
    await go('move-down-8');
    expect(store.getState().document.steps.split?.position.y).toBe(16);
    store.getState().undo();
    expect(store.getState().document.steps.split?.position.y).toBe(0);
  });

  it('shows the problems instead of starting a run that must fail, and starts what does not hold them', async () => {
    const { store, context, runs, notices } = open();
    addFromPalette(context, 'evaluate');
    store.getState().select([]);
    await runAction.run(context);
    expect(runs).toEqual([]);
    expect(store.getState()).toMatchObject({ bottomOpen: true, bottomTab: 'problems' });
    expect(notices.at(-1)?.title).toMatch(/^Not started: \d errors? to mend first$/);
    store.getState().select(['split']);
    await runToHereAction.run(context);
    expect(runs).toEqual([{ target: 'split' }]);
  });

  it('says where a run would only repeat what acts outside', () => {
    const { store } = open();
    const summary = { steps: 3, runs: 1, reused: 2, mayBeReused: 0, seconds: 0, text: '' };
    const plan = { items: [], byStep: new Map(), leftOut: [], issues: [], spread: [], revision: 1, summary };
    // What acts outside is done again each time: a run that would do nothing else is no news.
    const item = { step: id('data'), title: '', decision: 'runs', reason: '', seconds: 1, result: 'current' } as const;
    const register = makeStep({ id: 'register', type: 'register-model', position: { x: 0, y: 400 } });
    store.getState().edit({ op: 'add', steps: [register] });
    const repeats = new Map([['register', { ...item, step: register.id }]]);
    store.getState().takePlan({ ...plan, byStep: repeats });
    expect(runLabel(store.getState())).toBe('Repeat 1 step');
    store.getState().takePlan({ ...plan, byStep: new Map([['data', item]]) });
    expect(runLabel(store.getState())).toBe('Run 1 step');
  });

  it('has nothing to run without steps, or while every result is there', async () => {
    const { store, context } = open();
    const can = () => runAction.isEnabled?.(store.getState());
    const summary = { steps: 3, runs: 0, reused: 3, mayBeReused: 0, seconds: 0, text: '' };
    const plan = { items: [], byStep: new Map(), leftOut: [], issues: [], spread: [], revision: 1 };
    expect([can(), runLabel(store.getState())]).toEqual([true, 'Run']);
    store.getState().takePlan({ ...plan, summary: { ...summary, runs: 1, mayBeReused: 1, reused: 1 } });
    expect([can(), runLabel(store.getState())]).toEqual([true, 'Run 2 steps']);
    store.getState().takePlan({ ...plan, summary });
    expect([can(), runLabel(store.getState())]).toEqual([false, 'Nothing to run']);
    store.getState().takePlan({ ...plan, summary, revision: 0 });
    expect(can()).toBe(true);
    store.getState().select(['data', 'split', 'logistic']);
    await deleteAction.run(context);
    expect([can(), whyNot(store.getState())]).toEqual([false, expect.stringContaining('Add a step')]);
  });

  it('has unique ids, and no key twice in the same place', () => {
    expect(new Set(editorActions.map((action) => action.id)).size).toBe(editorActions.length);
    const keys = editorActions.flatMap((action) => (action.shortcut === undefined ? [] : [action.shortcut].flat()));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('adds nothing for viewers and does not say that it did', () => {
    const { store, context } = open(false);
    addFromPalette(context, 'evaluate');
    expect(Object.keys(store.getState().document.steps)).toHaveLength(3);
    expect([store.getState().announcement, store.getState().selection.size]).toEqual(['', 0]);
  });

  it('offers viewers nothing that edits', () => {
    const { store } = open(false);
    store.getState().select(['split']);
    const enabled = editorActions
      .filter((action) => action.isEnabled?.(store.getState()) ?? true)
      .map(({ id: name }) => name);
    expect(
      enabled.filter((name) => /delete|paste|cut|rename|name|disable|note|run|layout|connect|move/.test(name)),
    ).toEqual([]);
  });
});
