import { describe, expect, it } from 'vitest';
import { pipelineDocumentSchema } from '../document/pipeline-document';
import { artifactHashSchema } from '../ids';
import type { Queue, RunStep } from '../run/run-spec';
import type { Cluster, WorkerSlots } from '../steps/queue-of';
import { firstPlanError } from './first-plan-error';
import { missingQueues } from './missing-queues';
import { draw, edge, store } from './testing/planned-drawing';

async function stepsOn(queues: readonly Queue[]): Promise<RunStep[]> {
  const { steps } = await store().plan(draw());
  return steps.slice(0, queues.length).map((step, at) => ({ ...step, queue: queues[at] ?? 'cpu' }));
}

describe('queues that no worker serves', () => {
  const codes = async (queues: readonly Queue[], cluster: Cluster) =>
    missingQueues(await stepsOn(queues), cluster).map(({ step, code }) => `${step} ${code}`);

  it('are errors of the steps that would wait in them for ever', async () => {
    expect(await codes(['cpu', 'gpu', 'python'], { cpu: 1 })).toEqual(['filter no-worker', 'split no-worker']);
    expect(await codes(['cpu', 'gpu', 'python'], { cpu: 1, gpu: 1, python: 0 })).toEqual(['split no-worker']);
    expect(await codes(['cpu', 'gpu', 'python'], { cpu: 1, gpu: 2, python: 1 })).toEqual([]);
  });

  it('are one error of a search, however many trials it has', async () => {
    const [trial] = await stepsOn(['gpu']);
    const trials = trial === undefined ? [] : [trial, trial, trial];
    expect(missingQueues(trials, { cpu: 1 }).map(({ step }) => step)).toEqual([trial?.spec.step]);
  });

  it('are none while no worker is there, and never that of the processors', async () => {
    expect(await codes(['gpu'], null)).toEqual([]);
    expect(await codes(['cpu'], {})).toEqual([]);
  });

  it('are those that the settings of a step ask for', async () => {
    const net = draw({ trees: { type: 'mlp', params: { device: 'gpu', target: 'y' } } });
    const queueOn = async (worker: WorkerSlots) => {
      const { steps, issues } = await store().plan(net, { workers: [worker] });
      const codes = issues.map(({ code }) => code).filter((code) => code === 'no-worker');
      return [steps.find(({ spec }) => spec.type === 'mlp')?.queue, ...codes];
    };
    expect(await queueOn({ cpu: 1, gpu: 1 })).toEqual(['gpu']);
    expect(await queueOn({ cpu: 1 })).toEqual(['gpu', 'no-worker']);
  });

  it('are those of a model that only Python answers with, for all who ask it', async () => {
    const drawn = draw({ trees: { type: 'python-model', params: { target: 'y' } } });
    const { steps } = await store().plan(drawn, { workers: [{ cpu: 1 }, { python: 1 }] });
    const queues = steps.map(({ spec, queue }) => [spec.type, queue]);
    const asking = ['python-model', 'evaluate', 'register-model'];
    for (const [type, queue] of queues)
      expect([type, queue]).toEqual([type, asking.includes(type ?? '') ? 'python' : 'cpu']);
    expect(queues.filter(([, queue]) => queue === 'python').length).toBeGreaterThan(1);
  });

  it('are those of a release that only Python answers for, which is asked by its name', async () => {
    const drawn = draw({ evaluate: { type: 'batch-score', params: { model: 'iris' } } });
    const edges = Object.fromEntries(Object.entries(drawn.edges).filter(([key]) => key === '1' || key === '2'));
    const toTable = edge('8', ['filter', 'table'], ['evaluate', 'table']);
    const document = pipelineDocumentSchema.parse({ ...drawn, edges: { ...edges, 8: toTable } });
    const asked = async (format: string, cluster: WorkerSlots) => {
      const release = {
        kind: 'release' as const,
        id: 'r',
        label: 'iris v1',
        artifacts: { bundle: artifactHashSchema.parse('a'.repeat(64)) },
      };
      const references = { evaluate: { release: { ...release, data: { format } } } };
      const { steps, issues } = await store().plan(document, { workers: [cluster], references });
      const codes = issues.map(({ code }) => code).filter((code) => code === 'no-worker');
      return [steps.find(({ spec }) => spec.type === 'batch-score')?.queue, ...codes];
    };
    expect(await asked('python', { cpu: 1, python: 1 })).toEqual(['python']);
    expect(await asked('python', { cpu: 1 })).toEqual(['python', 'no-worker']);
    expect(await asked('linear', { cpu: 1 })).toEqual(['cpu']);
  });

  it('keep a run from starting, and say what to do', async () => {
    const steps = await stepsOn(['gpu']);
    const issues = missingQueues(steps, { cpu: 1 });
    expect(firstPlanError({ issues, steps }, 'Income')).toMatchObject({ code: 'no-worker', place: 'Income' });
    expect(issues[0]?.message).toMatch(/needs a graphics card, .* Capabilities .* or disable the step\.$/);
  });
});
