import { describe, expect, it } from 'vitest';
import { type FeaturePlan, featurePlanSchema, featureSetId, keptLookups, signatureInputs, signatureOfPlan } from '.';

const number = (name: string) => ({ name, type: 'number' as const, role: 'feature' as const });
const plan: FeaturePlan = featurePlanSchema.parse({
  v: 1,
  expressionVersion: 1,
  source: [{ name: 'id', type: 'integer', role: 'id' }, number('a'), number('b'), number('c')],
  lookups: [
    {
      lookup: 'view',
      key: ['id'],
      features: [
        { column: 'b', feature: 'b' },
        { column: 'c', feature: 'view_c' },
      ],
    },
  ],
  nodes: [],
});
const remade = (name: string): FeaturePlan => ({
  ...plan,
  nodes: [{ expression: name, ast: { v: 1, root: { k: 'col', name: 'a' } } }],
});

describe('what is looked up', () => {
  it('needs its keys in the signature, and is marked there', () => {
    const needed = signatureOfPlan(plan, ['c'], null);
    expect(signatureInputs(needed, plan)).toEqual([
      { name: 'id', type: 'integer', required: false },
      { name: 'c', type: 'number', required: false, lookup: { view: 'view', feature: 'view_c', key: ['id'] } },
    ]);
    expect(signatureOfPlan(plan, ['a'], null).map(({ name }) => name)).toEqual(['a']);
  });

  it('holds until it or its key is remade', () => {
    expect(keptLookups(plan)).toEqual(plan.lookups);
    expect(keptLookups(remade('a'))).toEqual(plan.lookups);
    expect(keptLookups(remade('b'))[0]?.features).toEqual([{ column: 'c', feature: 'view_c' }]);
    expect(keptLookups(remade('id'))).toEqual([]);
  });

  it('makes another feature set of the same columns', () => {
    const { lookups: _lookups, ...sent } = plan;
    expect(featureSetId(plan)).not.toBe(featureSetId(sent));
  });
});
