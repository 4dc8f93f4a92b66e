import { edgeIdSchema, stepIdSchema } from '../ids';
import type { JsonObject } from '../json';
import type { TargetTask } from '../release/task-facts';
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

export const columnWidth = 280;
export const rowHeight = 136;

/** The document with these nodes, placed and connected. */
export function documentOf(nodes: readonly Node[], o: { notes: Record<string, Note>; seed: number }): PipelineDocument {
  return {
    v: 1,
    steps: Object.fromEntries(nodes.map((node) => [node.id, toStep(node)])),
    edges: Object.fromEntries(nodes.flatMap(edgesOf).map((edge) => [edge.id, edge])),
    notes: o.notes,
    ignored: {},
    seed: o.seed,
  };
}

/** What feeds the candidates stands in the middle row, so that lines part from it upwards and downwards. */
export const middleRow = 1;

type Branches = {
  task: TargetTask;
  /** Without features only the baseline can be trained. */
  learnable: boolean;
  /** The first column right of the split. */
  column: number;
};

/** How rows are split for a first look, by task: classes with the same shares in every part. */
export const splitStrategies: Readonly<Record<TargetTask, 'random' | 'stratified'>> = {
  binary: 'stratified',
  multiclass: 'stratified',
  regression: 'random',
};

/** What trainers are told, and which linear one there is, by task. */
const trainers: Readonly<Record<TargetTask, { kind: 'classification' | 'regression'; linear: StepType }>> = {
  binary: { kind: 'classification', linear: 'logistic-regression' },
  multiclass: { kind: 'classification', linear: 'logistic-regression' },
  regression: { kind: 'regression', linear: 'linear-regression' },
};

/** Columns the candidates take, their evaluations included. */
export function widthOfCandidates(learnable: boolean): number {
  return learnable ? 5 : 2;
}

/** One candidate a row, each followed by its evaluation; what only the linear one needs stands before it. */
export function candidates({ task, learnable, column }: Branches): Node[] {
  const train = column + (learnable ? 3 : 0);
  const { kind, linear } = trainers[task];
  const evaluations = candidateIds(learnable).map(
    (id, row): Node => ({
      id: `evaluate-${id}`,
      type: 'evaluate',
      title: `Evaluate ${{ baseline: 'baseline', linear: 'linear', trees: 'trees' }[id] ?? id}`,
      at: [train + 1, learnable ? row : middleRow],
      from: { model: `${id}.model`, rows: 'split.split' },
    }),
  );
  const baseline: Node = {
    id: 'baseline',
    type: 'baseline',
    params: { task: kind },
    at: [train, learnable ? 0 : middleRow],
    from: { rows: 'split.split' },
  };
  if (!learnable) return [baseline, ...evaluations];
  return [
    baseline,
    { id: 'impute', type: 'impute-missing', at: [column, middleRow], from: { table: 'split.split' } },
    { id: 'encode', type: 'encode-categories', at: [column + 1, middleRow], from: { table: 'impute.table' } },
    { id: 'scale', type: 'scale-numbers', at: [column + 2, middleRow], from: { table: 'encode.table' } },
    { id: 'linear', type: linear, at: [train, middleRow], from: { rows: 'scale.table' } },
    {
      id: 'trees',
      type: 'gradient-boosted-trees',
      params: { task: kind },
      at: [train, 2],
      from: { rows: 'split.split' },
    },
    ...evaluations,
  ];
}

function candidateIds(learnable: boolean): string[] {
  return learnable ? ['baseline', 'linear', 'trees'] : ['baseline'];
}

/** Whose rows choose between the candidates: validation rows where the split has them. */
export type Deciding = 'validation' | 'test';

/** From the candidates to a deployed release. */
export function ending(
  name: string,
  { learnable, column, decides }: Omit<Branches, 'task'> & { decides: Deciding },
): Node[] {
  return [
    {
      id: 'compare',
      type: 'compare-candidates',
      params: { part: decides },
      at: [column, middleRow],
      from: { models: candidateIds(learnable).map((id) => `${id}.model`), rows: 'split.split' },
    },
    {
      id: 'evaluate-best',
      type: 'evaluate',
      title: 'Evaluate best',
      at: [column + 1, middleRow],
      from: { model: 'compare.best', rows: 'split.split' },
    },
    {
      id: 'register',
      type: 'register-model',
      params: { name },
      at: [column + 2, middleRow],
      from: { model: 'compare.best', rows: 'split.split', evaluation: 'evaluate-best.evaluation' },
    },
    {
      id: 'deploy',
      type: 'deploy',
      params: { endpoint: name, strategy: 'sandbox' },
      at: [column + 3, middleRow],
      from: { release: 'register.release' },
    },
  ];
}

const noteWidth = 2 * columnWidth - 72;
const lineHeight = 20;
const lettersPerLine = 66;

/** A note above the first steps, as high as its text: what a line more would take is left free below it. */
export function noteAbove(text: string): Note {
  const lines = text.split('\n').reduce((sum, line) => sum + Math.max(0.5, Math.ceil(line.length / lettersPerLine)), 0);
  const height = 24 + lines * lineHeight;
  return {
    id: stepIdSchema.parse('about'),
    text,
    tint: 2,
    position: { x: 0, y: middleRow * rowHeight - height - 2 * lineHeight },
    size: { width: noteWidth, height },
  };
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
