import { describe, expect, it } from 'vitest';
import { type PipelineDocument, pipelineDocumentSchema } from '../document/pipeline-document';
import { artifactHashSchema, stepIdSchema } from '../ids';
import type { JsonObject } from '../json';
import { seedOf } from '../plan/build-specs';
import { type PreviewPlanOptions, planPreview } from './plan-preview';
import { previewRequestSchema } from './preview-request';

type Drawn = { type: string; params?: JsonObject; disabled?: boolean };
type Line = [from: string, output: string, to: string, input: string];

function draw(steps: Record<string, Drawn>, lines: Line[]): PipelineDocument {
  const drawn = Object.entries(steps).map(([id, step], at) => [
    id,
    { id, version: 1, title: id, position: { x: at * 100, y: 0 }, ...step },
  ]);
  const edges = lines.map(([from, output, to, input], at) => {
    const id = `e${at}`;
    return [id, { id, from: { step: from, port: output }, to: { step: to, port: input } }];
  });
  return pipelineDocumentSchema.parse({ v: 1, steps: Object.fromEntries(drawn), edges: Object.fromEntries(edges) });
}

const hash = (hex: string) => artifactHashSchema.parse(hex.padEnd(64, '0'));
const made = (text: string) => ({
  table: hash(`${text}1`),
  'table.meta': hash(`${text}2`),
  'table.origin': hash(`${text}3`),
});

/** Orders are cleaned, filtered and joined with customers; a model scores what comes out. */
const document = draw(
  {
    orders: { type: 'dataset', params: { dataset: 'd' } },
    customers: { type: 'sample-data' },
    clean: { type: 'cast-types' },
    large: { type: 'filter-rows', params: { condition: 'amount > 10' } },
    joined: { type: 'join-tables' },
    trees: { type: 'gradient-boosted-trees' },
    scores: { type: 'batch-score' },
    look: { type: 'profile-table' },
    judge: { type: 'evaluate' },
  },
  [
    ['orders', 'table', 'clean', 'table'],
    ['clean', 'table', 'large', 'table'],
    ['large', 'table', 'joined', 'left'],
    ['customers', 'table', 'joined', 'right'],
    ['joined', 'table', 'trees', 'rows'],
    ['trees', 'model', 'scores', 'model'],
    ['joined', 'table', 'scores', 'table'],
    ['joined', 'table', 'look', 'table'],
    ['trees', 'model', 'judge', 'model'],
    ['joined', 'table', 'judge', 'rows'],
  ],
);

const batch = { kind: 'batch' as const, id: 'b', label: 'batch 1', artifacts: { table: hash('b1') } };

function plan(step: string, more: Partial<PreviewPlanOptions> & { port?: string } = {}) {
  const { port = 'table', ...options } = more;
  const show = { step: stepIdSchema.parse(step), port };
  return planPreview({ document, show, outputs: {}, references: { orders: { data: batch } }, ...options });
}

function idsOf(planned: ReturnType<typeof planPreview>): string[] {
  if (!planned.ok) throw new Error(planned.reason);
  return planned.request.steps.map(({ id }) => id);
}

const reasonOf = (planned: ReturnType<typeof planPreview>) => (planned.ok ? 'planned' : planned.reason);

describe('planPreview', () => {
  it('reads what the step before has made, with its metadata and without where its rows came from', () => {
    const planned = plan('large', { outputs: { clean: made('c'), orders: made('a') } });
    const { table, 'table.meta': meta } = made('c');
    expect(planned).toMatchObject({
      ok: true,
      request: {
        steps: [{ id: 'large', inputs: { table: [{ title: 'clean', artifacts: { table, 'table.meta': meta } }] } }],
        show: { step: 'large', port: 'table' },
      },
    });
    expect(JSON.stringify(planned)).not.toContain('origin');
    expect(previewRequestSchema.safeParse(planned.ok ? planned.request : null).success).toBe(true);
  });

  it('goes back over steps that have not run, to outputs that are there, each step after those it reads from', () => {
    const planned = plan('joined', { outputs: { customers: made('f') } });
    expect(idsOf(planned)).toEqual(['orders', 'clean', 'large', 'joined']);
    expect(planned).toMatchObject({
      request: {
        steps: [
          { id: 'orders', references: { data: batch } },
          { inputs: { table: [{ from: { step: 'orders', port: 'table' } }] } },
          { params: { condition: 'amount > 10' }, seed: seedOf(document.seed, stepIdSchema.parse('large'), {}) },
          { inputs: { left: [{ from: { step: 'large', port: 'table' } }], right: [{ title: 'customers' }] } },
        ],
      },
    });
  });

  it('computes the step to show, whatever it made before', () => {
    expect(idsOf(plan('clean', { outputs: { clean: made('c'), orders: made('a') } }))).toEqual(['clean']);
  });

  it('takes the model of a run, and trains none', () => {
    const model = hash('d');
    const rows = { joined: made('e') };
    const scored = plan('scores', { port: 'predictions', outputs: { ...rows, trees: { model } } });
    expect(scored).toMatchObject({ request: { steps: [{ inputs: { model: [{ artifacts: { model } }] } }] } });
    expect(plan('scores', { port: 'predictions', outputs: rows })).toEqual({
      ok: false,
      step: 'trees',
      reason: 'Gradient-boosted trees gives a model, which only a run makes.',
      helps: 'run',
    });
  });

  it('goes through disabled steps, and refuses to show one', () => {
    const off = { ...document, steps: { ...document.steps, clean: { ...document.steps.clean!, disabled: true } } };
    expect(idsOf(plan('large', { document: off, outputs: { orders: made('a') } }))).toEqual(['large']);
    expect(reasonOf(plan('clean', { document: off }))).toBe('clean is disabled. Enable it to see its rows.');
    expect(plan('clean', { document: off })).toMatchObject({ step: 'clean', helps: 'settings' });
  });

  it('says in words why there is no preview', () => {
    expect(reasonOf(plan('look', { port: 'profile' }))).toBe('Profile table makes no rows.');
    expect(reasonOf(plan('judge', { port: 'predictions' }))).toContain('judges models');
    expect(reasonOf(plan('gone'))).toBe('This step is no longer in the drawing.');
    expect(reasonOf(plan('clean', { references: {} }))).toBe('orders: what it names is not there. Choose another one.');
    const gone = { orders: { data: 'the batch was deleted' } };
    expect(reasonOf(plan('clean', { references: {}, gone }))).toBe(
      'orders: the batch was deleted. Choose another one.',
    );
    const wrong = draw({ rows: { type: 'sample-data', params: { rows: 3 } } }, []);
    expect(reasonOf(plan('rows', { document: wrong }))).toContain('rows › Rows: got 3');
    const alone = draw({ alone: { type: 'cast-types' } }, []);
    expect(reasonOf(plan('alone', { document: alone }))).toBe(
      'Nothing is connected to the input Table of alone. Draw a line to it.',
    );
    expect(plan('alone', { document: alone })).toMatchObject({ step: 'alone', helps: 'line' });
    const behind = draw({ alone: { type: 'cast-types' }, after: { type: 'cast-types' } }, [
      ['alone', 'table', 'after', 'table'],
    ]);
    expect(plan('after', { document: behind })).toMatchObject({ step: 'alone', helps: 'line' });
    expect(plan('rows', { document: wrong })).toMatchObject({ step: 'rows', helps: 'settings' });
    expect(plan('clean', { references: {}, gone })).toMatchObject({ step: 'orders', helps: 'settings' });
    const learned = draw({ rows: { type: 'sample-data' }, scale: { type: 'scale-numbers' } }, [
      ['rows', 'table', 'scale', 'table'],
    ]);
    expect(reasonOf(plan('scale', { document: learned, port: 'fitted' }))).toBe(
      'The output Learned values of scale holds no rows.',
    );
  });

  it('ends at circles and at more than twenty steps', () => {
    const circle = draw({ a: { type: 'cast-types' }, b: { type: 'cast-types' } }, [
      ['a', 'table', 'b', 'table'],
      ['b', 'table', 'a', 'table'],
    ]);
    expect(reasonOf(plan('a', { document: circle }))).toContain('a waits for itself');
    const chain = (length: number) => {
      const ids = Array.from({ length }, (_, at) => `s${at}`);
      const steps = ids.map((id, at) => [id, { type: at === 0 ? 'sample-data' : 'cast-types' }]);
      const lines = ids.slice(1).map((id, at): Line => [`s${at}`, 'table', id, 'table']);
      return plan(`s${length - 1}`, { document: draw(Object.fromEntries(steps), lines) });
    };
    expect(idsOf(chain(20))).toHaveLength(20);
    expect(reasonOf(chain(21))).toContain('More than 20 steps');
  });
});
