import { pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import type { PropagatedSchema } from '@millrace/pipeline-core/schema';
import { describe, expect, it } from 'vitest';
import {
  boundsOf,
  freePlace,
  leastReadable,
  overviewBelow,
  viewportAtFirst,
  viewportFor,
  viewportForAll,
  viewportWith,
} from './bounds';
import { edgePath } from './edge-path';
import { noPreviewReason } from './no-preview';
import { schemaChange } from './schema-change';
import { outputTypes, portY, stepHeight } from './step-ports';
import type { ShownState } from './step-view';
import { viewStep } from './step-view';

const document = pipelineDocumentSchema.parse({
  v: 1,
  steps: {
    data: { id: 'data', type: 'sample-data', version: 1, position: { x: 0, y: 0 } },
    split: { id: 'split', type: 'split-rows', version: 1, position: { x: 280, y: 0 } },
    filter: { id: 'filter', type: 'filter-rows', version: 1, position: { x: 560, y: 0 } },
    again: { id: 'again', type: 'filter-rows', version: 1, position: { x: 840, y: 0 } },
  },
  edges: {
    e1: { id: 'e1', from: { step: 'data', port: 'table' }, to: { step: 'split', port: 'table' } },
    e2: { id: 'e2', from: { step: 'split', port: 'split' }, to: { step: 'filter', port: 'table' } },
    e3: { id: 'e3', from: { step: 'filter', port: 'table' }, to: { step: 'again', port: 'table' } },
  },
});

describe('step size and ports', () => {
  it('keeps 76 for up to two ports a side and grows for three', () => {
    expect(stepHeight('split-rows')).toBe(76);
    expect(stepHeight('register-model')).toBe(88);
    expect([portY(0, 1), portY(1, 2), portY(2, 3)]).toEqual([24, 48, 64]);
  });

  it('follows the type of what is connected through row-wise steps', () => {
    expect(outputTypes(document).get('again')).toEqual({ table: 'Split' });
  });
});

describe('edgePath', () => {
  it('has horizontal tangents with an arm of half the distance, at least 36', () => {
    expect(edgePath({ fromX: 0, fromY: 0, toX: 200, toY: 50 }).d).toBe('M0 0C100 0 100 50 200 50');
    expect(edgePath({ fromX: 0, fromY: 0, toX: 40, toY: 0 }).d).toBe('M0 0C36 0 4 0 40 0');
  });

  it('turns back in right angles with corners of 14', () => {
    const { d, labelY } = edgePath({ fromX: 500, fromY: 0, toX: 0, toY: 300 });
    expect(d).toContain('Q524 0 524 12');
    expect(d).toContain('L524 136Q524 150 510 150');
    expect(labelY).toBe(150);
  });
});

describe('bounds', () => {
  it('holds everything, or what is named', () => {
    expect(boundsOf(document)).toEqual({ x: 0, y: 0, width: 1048, height: 76 });
    expect(boundsOf(document, new Set(['filter']))).toEqual({ x: 560, y: 0, width: 208, height: 76 });
    expect(boundsOf({ ...document, steps: {} })).toBeNull();
  });

  it('fits a wide drawing and never enlarges a small one', () => {
    expect(viewportFor({ x: 0, y: 0, width: 2000, height: 100 }, { width: 1080, height: 600 }).zoom).toBe(0.5);
    expect(viewportFor({ x: 0, y: 0, width: 100, height: 100 }, { width: 1000, height: 600 }).zoom).toBe(1);
  });

  it('shows all of a drawing, with its steps while they are few', () => {
    const window = { width: 1100, height: 600 };
    for (const width of [1500, 3500, 4900]) {
      const box = { x: 0, y: 0, width, height: 400 };
      const { x, zoom } = viewportForAll(box, window, 18);
      expect(x).toBeGreaterThan(0);
      expect(x + width * zoom).toBeLessThan(window.width);
      expect(zoom).toBeGreaterThan(overviewBelow(18));
    }
    const wide = { x: 0, y: 0, width: 4900, height: 400 };
    expect(viewportForAll(wide, window, 60)).toEqual(viewportFor(wide, window));
    expect(viewportForAll(wide, window, 60).zoom).toBeLessThan(overviewBelow(60));
    const fair = { x: 0, y: 0, width: 1500, height: 400 };
    expect(viewportAtFirst(fair, window, 18)).toEqual(viewportForAll(fair, window, 18));
    expect(viewportAtFirst(wide, window, 18)).toMatchObject({ x: 40, zoom: leastReadable });
    expect(viewportAtFirst(wide, window, 60)).toMatchObject({ x: 40, zoom: 0.8 });
  });

  it('moves as little as brings a step back from behind what has opened beside it', () => {
    const window = { width: 600, height: 400 };
    const view = { x: 0, y: 0, zoom: 0.5 };
    const at = (x: number, y: number, width = 208) =>
      viewportWith({ x, y, width, height: 76 }, window, { view, edge: 24 });
    expect(at(100, 100)).toBeNull();
    expect(at(1100, 100)).toEqual({ x: 600 - 24 - 550 - 104, y: 0, zoom: 0.5 });
    expect(at(10, 780)).toEqual({ x: 19, y: 400 - 24 - 390 - 38, zoom: 0.5 });
    expect(at(100, 100, 2000)).toEqual({ x: 24 - 50, y: 0, zoom: 0.5 });
  });

  it('starts at the left with what would be too small to read', () => {
    const window = { width: 1080, height: 600 };
    const long = viewportFor({ x: 100, y: 0, width: 2000, height: 100 }, window, { least: 0.8 });
    expect(long).toEqual({ x: -40, y: 260, zoom: 0.8 });
    expect(viewportFor({ x: 0, y: 0, width: 1100, height: 100 }, window, { least: 0.8 }).zoom).toBeCloseTo(1000 / 1100);
  });

  it('finds a place below what stands in the way', () => {
    expect(freePlace(document, { x: 300, y: 10 }, 'evaluate').y).toBeGreaterThanOrEqual(92);
    expect(freePlace(document, { x: 300, y: 400 }, 'evaluate')).toEqual({ x: 300, y: 400 });
  });
});

describe('schemaChange', () => {
  const schema = (kind: 'known' | 'partial', names: string[]): PropagatedSchema => {
    const columns = names.map((name) => ({ name, type: 'text' as const, role: 'feature' as const }));
    const table = { columns, rows: 9, split: false };
    return kind === 'known' ? { kind, table } : { kind, table, reason: 'after a run' };
  };
  const change = (from: PropagatedSchema, to: PropagatedSchema) =>
    schemaChange({ inputs: { table: [from] }, outputs: { table: to }, issues: [], key: '' }, 'table');

  it('tells what a step does to the columns, and nothing while a run may add some', () => {
    expect(change(schema('known', ['a', 'b']), schema('known', ['a', 'c']))).toEqual({
      added: ['c'],
      removed: ['b'],
      retyped: [],
    });
    expect(change(schema('known', ['a', 'b']), schema('partial', ['a']))).toBeNull();
    expect(change(schema('partial', ['a', 'b']), schema('partial', ['a']))).toBeNull();
  });
});

describe('viewStep', () => {
  const step = document.steps.split ?? Object.values(document.steps)[0];
  if (step === undefined) throw new Error('the drawing above has steps');
  const facts = {
    step,
    blockedBy: undefined,
    issues: [],
    live: false,
    progress: undefined,
    leftOut: false,
    behind: null,
    runsRead: true,
  };
  const run = {
    run: '0190a000-0000-7000-8000-000000000001' as never, // brands exist in types only
    runNumber: 4,
    idx: 0,
    error: null,
    seconds: 0.4,
    finishedAt: 1,
    outputs: {},
  };
  const plan = (decision: 'runs' | 'reused' | 'may-be-reused', reason = '') => ({
    step: step.id,
    title: 'Split rows',
    decision,
    reason,
    seconds: 1,
  });

  it('shows the last result while it still holds', () => {
    expect(viewStep({ ...facts, run: { ...run, status: 'succeeded' }, plan: plan('reused') })).toEqual({
      state: 'done',
      note: '400 ms',
    });
  });

  it('says in short what made it stale', () => {
    const reason = 'parameter `train` changed from 0.7 to 0.6';
    expect(viewStep({ ...facts, run: { ...run, status: 'cached' }, plan: plan('runs', reason) })).toEqual({
      state: 'stale',
      note: 'train changed',
    });
    expect(viewStep({ ...facts, run: { ...run, status: 'succeeded' }, plan: plan('may-be-reused') }).state).toBe(
      'stale',
    );
  });

  it('says of a step behind another batch that the data changed, not a step', () => {
    const done = { ...run, status: 'succeeded' as const };
    const note = (item: object) => viewStep({ ...facts, run: done, plan: { ...plan('may-be-reused'), ...item } }).note;
    expect(note({})).toBe('a step before changed');
    expect(note({ newData: true })).toBe('the data changed');
  });

  it('lets a result stand that the drawing still asks for, though the step runs each time or a step before does', () => {
    const done = { ...run, status: 'succeeded' as const };
    const current = { result: 'current' as const };
    for (const item of [plan('runs', 'its result is not repeatable'), plan('may-be-reused')]) {
      expect(viewStep({ ...facts, run: done, plan: { ...item, ...current } }).state).toBe('done');
      expect(viewStep({ ...facts, run: done, plan: { ...item, result: 'older-code' } }).state).toBe('stale');
    }
    const failed = { ...run, status: 'failed' as const };
    expect(viewStep({ ...facts, run: failed, plan: { ...plan('runs', 'failed last time'), ...current } }).state).toBe(
      'failed',
    );
  });

  it('keeps a failure until the step succeeds or is changed', () => {
    const failed = { ...run, status: 'failed' as const };
    expect(viewStep({ ...facts, run: failed, plan: plan('runs', 'failed last time') }).state).toBe('failed');
    expect(viewStep({ ...facts, run: failed, plan: plan('runs', 'its connections changed') }).state).toBe('stale');
  });

  it('does not bring back a failure while a step before, or the step itself, has to be mended', () => {
    const failed = { ...run, status: 'failed' as const };
    expect(viewStep({ ...facts, run: failed, plan: undefined, leftOut: true }).state).toBe('blocked');
    const issue = { code: 'no-target', severity: 'error' as const, message: '' };
    expect(viewStep({ ...facts, issues: [issue], run: failed, plan: undefined, leftOut: true })).toEqual({
      state: 'draft',
      note: 'needs a target',
    });
  });

  it('stays blocked behind a failure', () => {
    const skipped = { ...run, status: 'skipped' as const };
    for (const item of [plan('may-be-reused'), plan('runs', 'did not finish last time')])
      expect(viewStep({ ...facts, run: skipped, plan: item }).state).toBe('blocked');
  });

  it('tells of a search how many trials are done, and afterwards how many failed', () => {
    const search = { done: 12, total: 30, atMost: false, failed: 2, skipped: 0, best: null, until: null };
    const note = (status: 'running' | 'succeeded', done: number) =>
      viewStep({ ...facts, live: true, run: { ...run, status, search: { ...search, done } }, plan: undefined }).note;
    expect(note('running', 12)).toBe('12 of 30 trials');
    expect(note('running', 30)).toBe('compares the best');
    expect(note('succeeded', 30)).toBe('400 ms, 30 trials, 2 failed');
    const limited = { ...run, status: 'running' as const, search: { ...search, until: Date.now() } };
    const shown = viewStep({ ...facts, live: true, run: limited, plan: undefined }).note;
    expect(shown).toMatch(/^12 of 30 trials, until \d\d:\d\d$/);
  });

  it('says which run a step waits behind, that one was ended early, and nothing before it is known what has run', () => {
    const ready = { ...run, status: 'ready' as const };
    const behind = 'behind run 6 of adult income, 3 steps ahead';
    expect(viewStep({ ...facts, live: true, run: ready, behind, plan: undefined }).note).toBe(behind);
    expect(viewStep({ ...facts, live: true, run: ready, plan: undefined }).note).toBe('waits for a worker');
    const early = { ...run, status: 'succeeded' as const, early: true as const };
    expect(viewStep({ ...facts, run: early, plan: plan('reused') }).note).toBe('400 ms, stopped early');
    expect(viewStep({ ...facts, run: undefined, plan: undefined, runsRead: false }).note).toBe('');
  });

  it('asks for what is missing before a first run', () => {
    const issue = { code: 'no-target', severity: 'error' as const, message: '' };
    expect(viewStep({ ...facts, issues: [issue], run: undefined, plan: undefined })).toEqual({
      state: 'draft',
      note: 'needs a target',
    });
  });
});

describe('an output with nothing to show', () => {
  const reason = (state: ShownState) =>
    noPreviewReason({ state, note: 'depth changed', type: 'Table', hasOutput: false });

  it('says that a step has not run only of one that has not', () => {
    expect(reason('ready')).toMatchObject({ text: expect.stringContaining('has not run'), action: 'run' });
    for (const state of ['done', 'cached'] as const)
      expect(reason(state)).toEqual({ text: 'The step is done and made nothing on this output.', action: null });
    expect(reason('stale')).toMatchObject({ text: expect.stringContaining('depth changed'), action: 'run' });
  });

  it('says why its rows cannot be computed before a run', () => {
    const why = 'SQL reads from outside; only a run does that.';
    for (const state of ['ready', 'stale', 'cancelled', 'blocked'] as const)
      expect(noPreviewReason({ state, note: 'x', type: 'Table', hasOutput: false, why }).text).toMatch(`. ${why}`);
    const edited = { state: 'done', note: '', type: 'Table', hasOutput: false, why } as const;
    expect(noPreviewReason(edited)).toEqual({
      text: `The step was changed since its last run. ${why}`,
      action: 'run',
    });
  });

  it('offers what helps: a line or other settings where a run would stop there, too', () => {
    const action = (state: ShownState, helps: 'run' | 'settings' | 'line') =>
      noPreviewReason({ state, note: 'x', type: 'Table', hasOutput: false, why: 'So it is.', helps }).action;
    for (const state of ['ready', 'stale', 'cancelled', 'done'] as const)
      expect([action(state, 'run'), action(state, 'settings'), action(state, 'line')]).toEqual([
        'run',
        'configure',
        'connect',
      ]);
    expect([action('blocked', 'run'), action('blocked', 'line')]).toEqual([null, 'connect']);
    expect([action('failed', 'run'), action('failed', 'line')]).toEqual(['configure', 'connect']);
  });

  it('says where a file is to be had, by what the step makes', () => {
    const made = { state: 'done', note: '', type: 'File', hasOutput: true } as const;
    expect(noPreviewReason({ ...made, step: 'export-onnx' }).text).toContain('download');
    expect(noPreviewReason({ ...made, step: 'register-model' }).text).toContain('release bundle');
    expect(noPreviewReason({ ...made, step: 'python' }).text).toContain('page of the run');
  });

  it('offers a line to a step that is not ready for want of one, and its settings otherwise', () => {
    const draft = { state: 'draft', note: 'needs an input', type: 'Table', hasOutput: false } as const;
    expect(noPreviewReason({ ...draft, lacksInput: true }).action).toBe('connect');
    expect(noPreviewReason({ ...draft, lacksInput: false }).action).toBe('configure');
  });
});
