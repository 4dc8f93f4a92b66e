import { edgeIdSchema, stepIdSchema } from '../ids';
import type { JsonObject } from '../json';
import type { Task } from '../release/signature';
import { getContract, type StepType } from '../steps/catalog';
import type { Edge, Note, PipelineDocument, Step } from './pipeline-document';

/** A step of a drawing made in code: place on a grid, and `from` names `step.output` for each input port. */
export type Node = {
  id: string;
  type: StepType;
  title?: string;
  params?: JsonObject;
  at: readonly [number, number];
  from?: Record<string, string | readonly string[]>;
};

export const columnWidth = 264;
export const rowHeight = 136;

/** The document with these nodes, placed and connected. */
export function documentOf(nodes: readonly Node[], o: { notes: Record<string, Note>; seed: number }): PipelineDocument {
  return {
    v: 1,
    steps: Object.fromEntries(nodes.map((node) => [node.id, toStep(node)])),
    edges: Object.fromEntries(nodes.flatMap(edgesOf).map((edge) => [edge.id, edge])),
    notes: o.notes,
    seed: o.seed,
  };
}

/** Without features only the baseline can be trained. */
export function candidates(task: Task, learnable: boolean): Node[] {
  const kind = task === 'regression' ? 'regression' : 'classification';
  const linear: StepType = task === 'regression' ? 'linear-regression' : 'logistic-regression';
  const evaluations = candidateIds(learnable).map(
    (id, row): Node => ({
      id: `evaluate-${id}`,
      type: 'evaluate',
      title: `Evaluate ${{ baseline: 'baseline', linear: 'linear', trees: 'trees' }[id] ?? id}`,
      at: [4, 1 + row],
      from: { model: `${id}.model`, rows: 'split.split' },
    }),
  );
  const baseline: Node = {
    id: 'baseline',
    type: 'baseline',
    params: { task: kind },
    at: [3, 1],
    from: { rows: 'split.split' },
  };
  if (!learnable) return [baseline, ...evaluations];
  return [
    baseline,
    { id: 'impute', type: 'impute-missing', at: [0, 2], from: { table: 'split.split' } },
    { id: 'encode', type: 'encode-categories', at: [1, 2], from: { table: 'impute.table' } },
    { id: 'scale', type: 'scale-numbers', at: [2, 2], from: { table: 'encode.table' } },
    { id: 'linear', type: linear, at: [3, 2], from: { rows: 'scale.table' } },
    { id: 'trees', type: 'gradient-boosted-trees', params: { task: kind }, at: [3, 3], from: { rows: 'split.split' } },
    ...evaluations,
  ];
}

function candidateIds(learnable: boolean): string[] {
  return learnable ? ['baseline', 'linear', 'trees'] : ['baseline'];
}

export function ending(name: string, learnable: boolean): Node[] {
  return [
    {
      id: 'compare',
      type: 'compare-candidates',
      at: [5, 2],
      from: { models: candidateIds(learnable).map((id) => `${id}.model`), rows: 'split.split' },
    },
    {
      id: 'evaluate-best',
      type: 'evaluate',
      title: 'Evaluate best',
      at: [5, 3],
      from: { model: 'compare.best', rows: 'split.split' },
    },
    {
      id: 'register',
      type: 'register-model',
      params: { name },
      at: [6, 2],
      from: { model: 'compare.best', rows: 'split.split', evaluation: 'evaluate-best.evaluation' },
    },
    {
      id: 'deploy',
      type: 'deploy',
      params: { endpoint: name, strategy: 'sandbox' },
      at: [6, 3],
      from: { release: 'register.release' },
    },
  ];
}

function toStep({ id, type, title, params, at }: Node): Step {
  return {
    id: stepIdSchema.parse(id),
    type,
    version: getContract(type).version,
    title: (title ?? '').slice(0, 120),
    params: params ?? {},
    position: { x: at[0] * columnWidth, y: at[1] * rowHeight },
    disabled: false,
  };
}

function edgesOf({ id, from }: Node): Edge[] {
  return Object.entries(from ?? {}).flatMap(([port, sources]) =>
    [sources].flat().map((source) => {
      const [step = '', output = ''] = source.split('.');
      return {
        id: edgeIdSchema.parse(`${step}-${output}-${id}-${port}`),
        from: { step: stepIdSchema.parse(step), port: output },
        to: { step: stepIdSchema.parse(id), port },
      };
    }),
  );
}

/** Small letters, digits and dashes, at most 60 of them. */
export function slug(text: string): string {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
  return plain === '' ? 'model' : plain;
}
