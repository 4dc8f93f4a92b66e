import { describe, expect, it } from 'vitest';
import { expressionVersion } from '../../expression/ast';
import type { FeaturePlan } from '../feature-plan';
import { featurePlanSchema } from '../feature-plan';
import { featureSetId } from '../feature-set-id';
import { firstNotRaw } from '../first-not-raw';
import { neededNodes } from '../needed-nodes';
import { planColumns } from '../plan-columns';
import { planToRowFunction } from '../plan-to-row-function';
import { planToSql } from '../plan-to-sql';
import { signatureOfPlan } from '../signature-of-plan';
import { termsOf } from './text-terms';

const cut = { of: 'words' as const, lowerCase: true, from: 1, to: 2 };
const state = { cut, sublinear: false, unitLength: false, terms: ['card', 'my card'], idf: [2, 3] };

/** The note is trimmed, weighed, and goes; the amount stays. */
const plan: FeaturePlan = featurePlanSchema.parse({
  v: 1,
  expressionVersion,
  source: [
    { name: 'note', type: 'text' },
    { name: 'amount', type: 'number' },
  ],
  nodes: [
    { expression: 'note', ast: { v: 1, root: { k: 'call', fn: 'trim', args: [{ k: 'col', name: 'note' }] } } },
    { kernel: 'tf-idf', version: 1, inputs: ['note'], outputs: ['note~card', 'note~my card'], state },
    { select: ['amount', 'note~card', 'note~my card'] },
  ],
});

describe('a kernel in a feature plan', () => {
  it('makes columns of numbers from a text, and is asked for by any of them', () => {
    expect(planColumns(plan.source, plan.nodes).map(({ name, type }) => [name, type])).toEqual([
      ['amount', 'number'],
      ['note~card', 'number'],
      ['note~my card', 'number'],
    ]);
    expect(neededNodes(plan, ['note~my card']).nodes).toHaveLength(2);
    expect(neededNodes(plan, ['amount']).nodes).toHaveLength(0);
    expect(signatureOfPlan(plan, ['note~card'], null).map(({ name }) => name)).toEqual(['note']);
    expect(firstNotRaw({ columns: [], plan }, ['note~card'])).toEqual({ name: 'note~card', why: 'missing' });
  });

  it('answers a request with the column before it as it stands there', () => {
    const { runRequest, types } = planToRowFunction(plan, ['note~my card', 'amount', 'note~card']);
    expect(types).toEqual(['number', 'number', 'number']);
    expect(runRequest({ note: '  My card, my CARD ', amount: 4 })).toEqual([6, 4, 4]);
    expect(runRequest({ note: null, amount: 1 })).toEqual([0, 1, 0]);
  });

  it('is called once in SQL under a name that says what it does', () => {
    const columns = [
      { name: 'note', type: 'text' as const, role: 'feature' as const, sqlType: 'VARCHAR' },
      { name: 'amount', type: 'number' as const, role: 'feature' as const, sqlType: 'DOUBLE' },
    ];
    const { sql, planKernels, columns: after } = planToSql({ from: 't', columns, nodes: plan.nodes });
    const [kernel] = planKernels;
    expect(sql.split(`${kernel?.name}(`)).toHaveLength(2);
    expect(after.map(({ sqlType }) => sqlType)).toEqual(['DOUBLE', 'DOUBLE', 'DOUBLE']);
  });

  it('refuses a column that is no text', () => {
    const [, node] = plan.nodes;
    if (node === undefined) throw new Error('the plan has a kernel');
    expect(() => planColumns([{ name: 'note', type: 'number', role: 'feature' }], [node])).toThrow(/of type number/);
  });

  it('is part of the id of the feature set', () => {
    const other = {
      ...plan,
      nodes: plan.nodes.map((node) => ('kernel' in node ? { ...node, state: { ...state, idf: [2, 4] } } : node)),
    };
    expect(featureSetId(featurePlanSchema.parse(other))).not.toBe(featureSetId(plan));
  });
});

describe('the terms of a text', () => {
  it('are words of two letters or more and their neighbours', () => {
    expect(termsOf('I am ÜBER it', cut)).toEqual(['am', 'über', 'it', 'am über', 'über it']);
  });

  it('are runs of characters, of the text or inside its words', () => {
    expect(termsOf('a  b', { ...cut, of: 'characters', from: 2, to: 2 })).toEqual(['a ', ' b']);
    expect(termsOf('a bc', { ...cut, of: 'inside-words', from: 3, to: 4 })).toEqual([' a ', ' bc', 'bc ', ' bc ']);
    expect(termsOf('😀!', { ...cut, of: 'characters', from: 1, to: 2 })).toEqual(['😀', '!', '😀!']);
  });
});
