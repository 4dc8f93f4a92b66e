import { describe, expect, it } from 'vitest';
import { applyOperation } from './apply-operation';
import { copySelection, missingStepTypes, parseClipboard, pasteOperation } from './clipboard';
import { readDocument } from './migrations';
import { describeOperation } from './operations';
import { emptyDocument } from './pipeline-document';

const step = (id: string, x = 0, y = 0) => ({
  id,
  type: 'evaluate',
  version: 1,
  position: { x, y },
  params: { part: 'test' },
});
const edge = (id: string, from: string, to: string) => ({
  id,
  from: { step: from, port: 'model' },
  to: { step: to, port: 'model' },
});
const note = { id: 'n', text: 'hello', position: { x: 5, y: 5 }, size: { width: 100, height: 50 } };
const base = applyOperation(emptyDocument, {
  op: 'add',
  steps: [step('a', 100, 50), step('b', 300, 80), step('c', 500, 50)],
  edges: [edge('ab', 'a', 'b'), edge('bc', 'b', 'c')],
  notes: [note],
});

describe('applyOperation', () => {
  it('does not change the document it is given and shares what it does not touch', () => {
    const before = JSON.stringify(base);
    const after = applyOperation(base, { op: 'rename', step: 'a', title: 'New' });
    expect(JSON.stringify(base)).toBe(before);
    expect(after.steps.a?.title).toBe('New');
    expect(after.steps.b).toBe(base.steps.b);
    expect(after.edges).toBe(base.edges);
  });

  it('sets named parameters and keeps the others, unless told to replace them', () => {
    expect(applyOperation(base, { op: 'set-params', step: 'a', params: { bootstrap: 0 } }).steps.a?.params).toEqual({
      part: 'test',
      bootstrap: 0,
    });
    expect(
      applyOperation(base, { op: 'set-params', step: 'a', params: { bootstrap: 0 }, replace: true }).steps.a?.params,
    ).toEqual({ bootstrap: 0 });
  });

  it('lets a new edge take the place of an old one, and heals a wire', () => {
    const replaced = applyOperation(base, { op: 'connect', edge: edge('ac', 'a', 'c'), replaces: ['bc'] });
    expect(Object.keys(replaced.edges).sort()).toEqual(['ab', 'ac']);
    const healed = applyOperation(base, { op: 'remove', steps: ['b'], heal: [edge('ac', 'a', 'c')] });
    expect(Object.keys(healed.edges)).toEqual(['ac']);
  });

  it('moves, edits and removes notes like steps', () => {
    const edited = applyOperation(base, { op: 'edit-note', note: 'n', change: { text: 'bye' } });
    expect(edited.notes.n).toMatchObject({ text: 'bye', size: { width: 100, height: 50 } });
    expect(
      applyOperation(base, { op: 'move', positions: { n: { x: 1, y: 2 }, a: { x: 3, y: 4 } } }).notes.n?.position,
    ).toEqual({ x: 1, y: 2 });
    expect(applyOperation(base, { op: 'remove', notes: ['n'] }).notes).toEqual({});
  });

  it.each([
    ['an id that is taken', { op: 'add' as const, steps: [step('a')] }],
    ['a note that takes the id of a step', { op: 'add' as const, notes: [{ ...note, id: 'a' }] }],
    ['an edge to nowhere', { op: 'connect' as const, edge: edge('x', 'a', 'zzz') }],
    ['a step that is gone', { op: 'rename' as const, step: 'zzz', title: '' }],
    ['moving what is gone', { op: 'move' as const, positions: { zzz: { x: 0, y: 0 } } }],
  ])('refuses %s', (_what, operation) => {
    expect(() => applyOperation(base, operation)).toThrow(/Pipeline document/);
  });

  it('has words for undo', () => {
    expect(describeOperation({ op: 'remove', steps: ['a'], edges: ['x', 'y'] })).toBe('delete 1 step, 2 connections');
  });
});

describe('clipboard', () => {
  const clipboard = copySelection(base, new Set(['b', 'c', 'n']));
  let count = 0;
  const newId = () => `new${++count}`;

  it('goes through text and comes back with new ids at the pointer', () => {
    const read = parseClipboard(JSON.stringify(clipboard));
    expect(read).toEqual({ ok: true, value: clipboard });
    const { operation, ids } = pasteOperation({ document: base, clipboard, at: { x: 1000, y: 1000 }, newId });
    const after = applyOperation(base, operation);
    expect(Object.keys(after.steps)).toHaveLength(5);
    expect(Object.keys(after.edges)).toHaveLength(3);
    expect(after.steps[ids.get('c')!]?.position).toEqual({ x: 1495, y: 1045 });
    expect(after.notes[ids.get('n')!]?.position).toEqual({ x: 1000, y: 1000 });
  });

  it('keeps the inputs wired when asked, where their steps are there', () => {
    const withInputs = pasteOperation({ document: base, clipboard, at: { x: 0, y: 0 }, newId, withInputs: true });
    expect(withInputs.operation.edges.filter((one) => one.from.step === 'a')).toHaveLength(1);
    const elsewhere = pasteOperation({
      document: emptyDocument,
      clipboard,
      at: { x: 0, y: 0 },
      newId,
      withInputs: true,
    });
    expect(elsewhere.operation.edges).toHaveLength(1);
  });

  it('says what is wrong with other text, and which types are unknown', () => {
    expect(parseClipboard('hello')).toMatchObject({ ok: false });
    expect(parseClipboard('{"format":"millrace/steps","v":9}')).toEqual({
      ok: false,
      error: expect.stringContaining('newer Millrace'),
    });
    expect(missingStepTypes(clipboard, (type) => type !== 'evaluate')).toEqual(['evaluate']);
  });
});

describe('readDocument', () => {
  it('reads what was saved and names what it cannot', () => {
    expect(readDocument(JSON.parse(JSON.stringify(base)))).toEqual(base);
    expect(() => readDocument({ ...base, v: 99 })).toThrow(/version 99/);
    expect(() => readDocument({ v: 1, steps: [] })).toThrow(/Pipeline document/);
    expect(() => readDocument('nonsense')).toThrow(/without a version/);
  });
});
