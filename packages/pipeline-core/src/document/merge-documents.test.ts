import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edgeIdSchema, stepIdSchema } from '../ids';
import { applyOperation } from './apply-operation';
import { applyDiff, diffDocuments, invertDiff } from './diff';
import { meaningHash } from './document-hash';
import { keepMine, mergeDocuments } from './merge-documents';
import type { Operation } from './operations';
import { type Edge, emptyDocument, type PipelineDocument, type Step } from './pipeline-document';

const step = (id: string, type = 'filter-rows'): Step => ({
  id: stepIdSchema.parse(id),
  type,
  version: 1,
  title: id,
  params: {},
  position: { x: 0, y: 0 },
  disabled: false,
});
const edge = (id: string, from: string, to: string): Edge => ({
  id: edgeIdSchema.parse(id),
  from: { step: stepIdSchema.parse(from), port: 'table' },
  to: { step: stepIdSchema.parse(to), port: 'table' },
});
const byId = <T extends { id: string }>(...things: T[]) => Object.fromEntries(things.map((thing) => [thing.id, thing]));
const base: PipelineDocument = {
  ...emptyDocument,
  steps: byId(step('a'), step('b'), step('c')),
  edges: byId(edge('ab', 'a', 'b'), edge('bc', 'b', 'c')),
};
const apply = (document: PipelineDocument, ...operations: Operation[]) => operations.reduce(applyOperation, document);
const rename = (id: string, title: string): Operation => ({ op: 'rename', step: id, title });
const set = (id: string, params: Record<string, number>): Operation => ({ op: 'set-params', step: id, params });
const move = (id: string, x: number): Operation => ({ op: 'move', positions: { [id]: { x, y: 0 } } });
const remove = (id: string): Operation => ({ op: 'remove', steps: [id] });
const merge = (mine: Operation[], theirs: Operation[]) => {
  const sides = { base, mine: apply(base, ...mine), theirs: apply(base, ...theirs) };
  return { ...sides, ...mergeDocuments(sides) };
};

describe('mergeDocuments', () => {
  it('joins edits of different steps', () => {
    const { document, conflicts } = merge([rename('a', 'mine')], [rename('b', 'theirs')]);
    expect([document.steps.a?.title, document.steps.b?.title, conflicts]).toEqual(['mine', 'theirs', []]);
  });

  it('joins edits of one step: a move, a name and two parameters do not collide', () => {
    const { document, conflicts } = merge(
      [move('a', 40), set('a', { depth: 8 })],
      [rename('a', 'T'), set('a', { rate: 1 })],
    );
    expect(document.steps.a).toMatchObject({ title: 'T', params: { depth: 8, rate: 1 }, position: { x: 40, y: 0 } });
    expect(conflicts).toEqual([]);
  });

  it('keeps theirs and names the parameter both changed, and nothing else', () => {
    const { document, conflicts } = merge([set('a', { depth: 8, mine: 1 })], [set('a', { depth: 6, theirs: 1 })]);
    expect(document.steps.a?.params).toEqual({ depth: 6, mine: 1, theirs: 1 });
    expect(conflicts).toEqual([{ part: 'steps', id: 'a', unit: 'param depth' }]);
  });

  it('asks about a seed both changed, not about a place both moved a step to', () => {
    const { document, conflicts } = merge(
      [{ op: 'set-seed', seed: 1 }, move('a', 8)],
      [{ op: 'set-seed', seed: 2 }, move('a', 16)],
    );
    expect([document.seed, document.steps.a?.position.x]).toEqual([2, 8]);
    expect(conflicts).toEqual([{ part: 'seed' }]);
  });

  it('asks when one side deleted what the other worked on, and keeps its lines', () => {
    const { document, conflicts } = merge([remove('b')], [set('b', { depth: 6 })]);
    expect(Object.keys(document.edges)).toEqual(['ab', 'bc']);
    expect(conflicts).toEqual([{ part: 'steps', id: 'b', unit: null }]);
    expect(merge([set('b', { depth: 6 })], [remove('b')]).document.steps.b).toBeUndefined();
    expect(merge([move('b', 8)], [remove('b')]).conflicts).toEqual([]);
  });

  it('asks when both drew a line to an input for one', () => {
    const connect = (id: string): Operation => ({ op: 'connect', edge: edge(id, id, 'a') });
    const { document, conflicts, mine } = merge([connect('b')], [connect('c')]);
    expect([Object.keys(document.edges), conflicts]).toEqual([
      ['ab', 'bc', 'c'],
      [{ part: 'edges', id: 'b', unit: null }],
    ]);
    expect(Object.keys(keepMine({ document, mine, conflicts }).edges).sort()).toEqual(['ab', 'b', 'bc']);
  });
});

describe('keepMine', () => {
  it('changes what collided, leaving what else was merged and what was edited since', () => {
    const { document, conflicts, mine } = merge(
      [set('a', { depth: 8 })],
      [set('a', { depth: 6, rate: 1 }), { op: 'add', steps: [step('new')] }],
    );
    const since = apply(document, rename('c', 'since'));
    const kept = keepMine({ document: since, mine, conflicts });
    expect(kept).toEqual(apply(since, set('a', { depth: 8 })));
  });

  it('brings a step back with its lines, or deletes it after all', () => {
    const back = merge([set('b', { depth: 8 })], [remove('b')]);
    expect(keepMine(back)).toMatchObject({ steps: { b: { params: { depth: 8 } } }, edges: { ab: {}, bc: {} } });
    const gone = keepMine(merge([remove('b')], [set('b', { depth: 6 })]));
    expect([gone.steps.b, gone.edges]).toEqual([undefined, {}]);
  });
});

/** Everything a document says, one line per smallest part: `steps/a/param depth` and so on. */
function leaves(document: PipelineDocument): Map<string, string> {
  const flat = new Map<string, string>([['seed', String(document.seed)]]);
  for (const { id, title, disabled, position, params } of Object.values(document.steps)) {
    flat.set(`${id} title`, title);
    flat.set(`${id} disabled`, String(disabled));
    flat.set(`${id} position`, JSON.stringify(position));
    for (const [name, value] of Object.entries(params)) flat.set(`${id} ${name}`, JSON.stringify(value));
  }
  return flat;
}

const anyEdit: fc.Arbitrary<Operation> = fc.oneof(
  fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('T1', 'T2')).map(([id, title]) => rename(id, title)),
  fc
    .record({ id: fc.constantFrom('a', 'b', 'c'), name: fc.constantFrom('p', 'q', 'r'), value: fc.integer() })
    .map(({ id, name, value }) => set(id, { [name]: value })),
  fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 1, max: 9 })).map(([id, x]) => move(id, x)),
  fc.constantFrom('a', 'b', 'c').map((id): Operation => ({ op: 'set-disabled', steps: [id], disabled: true })),
  fc.integer({ min: 1, max: 3 }).map((seed): Operation => ({ op: 'set-seed', seed })),
);
const edits = fc.array(anyEdit, { maxLength: 8 });

describe('merging', () => {
  it('never loses an edit that does not collide, on either side, and asks about each that does', () => {
    fc.assert(
      fc.property(edits, edits, (own, other) => {
        const { mine, theirs, document, conflicts } = merge(own, other);
        const [before, left, right, merged] = [leaves(base), leaves(mine), leaves(theirs), leaves(document)];
        let collisions = 0;
        for (const key of new Set([...left.keys(), ...right.keys()])) {
          const [b, l, r] = [before.get(key), left.get(key), right.get(key)];
          if (r === b || l === r) expect(merged.get(key)).toBe(l);
          else if (l === b) expect(merged.get(key)).toBe(r);
          else if (!key.endsWith('position')) collisions++;
        }
        expect(conflicts).toHaveLength(collisions);
        const kept = leaves(keepMine({ document, mine, conflicts }));
        for (const [key, value] of left) if (value !== before.get(key)) expect(kept.get(key)).toBe(value);
        for (const [key, value] of right) if (left.get(key) === before.get(key)) expect(kept.get(key)).toBe(value);
      }),
    );
  });

  it('never loses what one side added or the other did not touch', () => {
    const ids = fc.uniqueArray(fc.constantFrom<string>('a', 'b', 'c'));
    fc.assert(
      fc.property(ids, ids, edits, (mineGone, theirsGone, own) => {
        const edited = apply(base, ...own, { op: 'add', steps: [step('mine')] });
        const mine = apply(edited, { op: 'remove', steps: mineGone.map((id) => stepIdSchema.parse(id)) });
        const removed = { op: 'remove' as const, steps: theirsGone.map((id) => stepIdSchema.parse(id)) };
        const theirs = apply(base, { op: 'add', steps: [step('theirs')] }, removed);
        const { document, conflicts } = mergeDocuments({ base, mine, theirs });
        expect(document.steps).toMatchObject({ mine: {}, theirs: {} });
        for (const id of ['a', 'b', 'c']) {
          if (mineGone.includes(id)) expect(document.steps[id]).toBeUndefined();
          else if (!theirsGone.includes(id)) expect(document.steps[id]).toEqual(mine.steps[id]);
        }
        const kept = keepMine({ document, mine, conflicts });
        for (const conflict of conflicts)
          if (conflict.part === 'steps') expect(kept.steps[conflict.id]).toEqual(mine.steps[conflict.id]);
      }),
    );
  });

  it('undoes my part of a step only', () => {
    const mine = apply(base, set('a', { depth: 8 }));
    const later = apply(mine, rename('a', 'theirs'), set('a', { rate: 1 }));
    const back = applyDiff(later, invertDiff(diffDocuments(base, mine)));
    expect(back).toEqual(apply(base, rename('a', 'theirs'), set('a', { rate: 1 })));
    const gone = apply(mine, remove('a'));
    expect(applyDiff(gone, invertDiff(diffDocuments(base, mine)))).toEqual(gone);
  });
});

describe('meaningHash', () => {
  it('does not change when a step moves and changes with a title', () => {
    expect(meaningHash(apply(base, move('a', 5)))).toBe(meaningHash(base));
    expect(meaningHash(apply(base, rename('a', 'other')))).not.toBe(meaningHash(base));
  });
});
