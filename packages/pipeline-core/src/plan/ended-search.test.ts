import { describe, expect, it } from 'vitest';
import { pipelineDocumentSchema } from '../document/pipeline-document';
import { sha256 } from '../sha256';
import { itemsByStep } from './by-drawn-step';
import { isTakenApart } from './known-inputs';
import { decisions, edge, codeHashes as someCodes, step, store } from './testing/planned-drawing';

const codeHashes: Record<string, string> = { ...someCodes, search: sha256('search'), 'search-propose': sha256('ask') };

function draw({ find = {}, split = {}, evaluate = false }: { find?: object; split?: object; evaluate?: boolean }) {
  const steps = [
    step('data', 'sample-data', 0),
    step('split', 'split-rows', 1, { params: split }),
    step('find', 'search', 2, { params: { trials: 2, minutes: 2, ...find } }),
    ...(evaluate ? [step('evaluate', 'evaluate', 3)] : []),
  ];
  const edges = [
    edge('1', ['data', 'table'], ['split', 'table']),
    edge('2', ['split', 'split'], ['find', 'rows']),
    ...(evaluate ? [edge('3', ['find', 'model'], ['evaluate', 'model'])] : []),
    ...(evaluate ? [edge('4', ['split', 'split'], ['evaluate', 'rows'])] : []),
  ];
  return pipelineDocumentSchema.parse({
    v: 1,
    steps: Object.fromEntries(steps.map((one) => [one.id, one])),
    edges: Object.fromEntries(edges.map((one) => [one.id, one])),
  });
}

async function afterFirstRun() {
  const { plan, run, cache } = store();
  const first = await plan(draw({}), { codeHashes });
  expect(first.steps).toHaveLength(6);
  run(first, codeHashes);
  return { plan, cache, first };
}

describe('a search that has come to its end', () => {
  it('is reused as one step, although its clock would begin anew: only what is behind it runs', async () => {
    const { plan } = await afterFirstRun();
    const next = await plan(draw({ evaluate: true }), { codeHashes });
    expect(next.steps.map(({ spec }) => spec.step)).toEqual(['data', 'split', 'find', 'evaluate']);
    expect(next.steps.some(({ spec }) => isTakenApart(spec))).toBe(false);
    expect(decisions(next)).toMatchObject({ find: 'reused', evaluate: 'runs' });
    expect(next.summary).toMatchObject({ runs: 1, reused: 3, mayBeReused: 0 });
  });

  it('is done again with other settings, other rows, other code of a trainer, or when it is asked to', async () => {
    const { plan } = await afterFirstRun();
    const changes = [
      plan(draw({ find: { trials: 3 } }), { codeHashes }),
      plan(draw({ split: { test: 0.3 } }), { codeHashes }),
      plan(draw({}), { codeHashes: { ...codeHashes, 'gradient-boosted-trees': sha256('other') } }),
      plan(draw({}), { codeHashes, force: 'all' as const }),
    ];
    for (const { steps } of await Promise.all(changes)) expect(steps.some(({ spec }) => isTakenApart(spec))).toBe(true);
  });

  it('takes no longer in the plan than it is let, and counts as one step whatever it consists of', async () => {
    const { plan } = store();
    const { items, summary } = await plan(draw({ find: { trials: 400, minutes: 1 } }), { codeHashes });
    const parts = items.filter(({ inside }) => inside === true);
    expect(parts.reduce((sum, { seconds }) => sum + seconds, 0)).toBeLessThanOrEqual(60.001);
    expect(parts.length).toBeGreaterThan(400);
    expect(summary).toMatchObject({ steps: 3, runs: 3 });
  });

  it('goes on trial by trial where it was cut off before it decided', async () => {
    const { plan, cache, first } = await afterFirstRun();
    const found = await plan(draw({}), { codeHashes });
    const end = [...cache].find(([, made]) => made.some(({ port }) => port === 'trials'));
    cache.delete(end?.[0] ?? '');
    const again = await plan(draw({}), { codeHashes });
    expect(found.steps).toHaveLength(3);
    expect(again.steps).toHaveLength(first.steps.length);
    expect(itemsByStep(again.items).get('find')?.reason).toBe('its earlier result is no longer kept');
  });
});
