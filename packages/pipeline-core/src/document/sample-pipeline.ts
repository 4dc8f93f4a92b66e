import type { TargetTask } from '../release/task-facts';
import { type SampleName, samples } from '../steps/ingest/samples/catalog';
import type { PipelineDocument } from './pipeline-document';
import {
  candidates,
  documentOf,
  ending,
  middleRow,
  type Node,
  noteAbove,
  splitStrategies,
  widthOfCandidates,
} from './starter-nodes';

/** Samples that three candidates for tables learn from; documents have a template of their own. */
export type TableSample = Exclude<SampleName, 'business-documents' | 'document-pages'>;

export type SamplePipeline = { sample: TableSample; title: string; question: string; task: string };

const tasks: Record<TableSample, TargetTask> = {
  churn: 'binary',
  'house-prices': 'regression',
  'flower-species': 'multiclass',
};

/** Templates over the tables that ship with the product, for the first run and for trying things. */
export const samplePipelines: readonly SamplePipeline[] = [
  {
    sample: 'churn',
    title: 'Churn',
    question: 'Which customers are about to leave?',
    task: 'Answers yes or no. Some values are missing, as in real data.',
  },
  {
    sample: 'house-prices',
    title: 'House prices',
    question: 'What will this house sell for?',
    task: 'Answers with a number: a price.',
  },
  {
    sample: 'flower-species',
    title: 'Flower species',
    question: 'Which of three species is this flower?',
    task: 'Answers with one of three kinds. Nothing is missing, so it is the easiest one.',
  },
];

/** A whole pipeline over a sample: split, three candidates, evaluation, the best one explained and deployed to a sandbox. */
export function samplePipeline(sample: TableSample, seed = 20): PipelineDocument {
  const task = tasks[sample];
  const last = 2 + widthOfCandidates(true);
  const nodes: Node[] = [
    { id: 'data', type: 'sample-data', title: samples[sample].title, params: { sample }, at: [0, middleRow] },
    {
      id: 'split',
      type: 'split-rows',
      params: { strategy: splitStrategies[task], train: 0.8, validation: 0.1, test: 0.1 },
      at: [1, middleRow],
      from: { table: 'data.table' },
    },
    ...candidates({ task, learnable: true, column: 2 }),
    ...ending(sample, { learnable: true, column: last, decides: 'validation' }),
    {
      id: 'explain',
      type: 'explain',
      title: 'Explain best',
      at: [last + 1, middleRow + 1],
      from: { model: 'compare.best', rows: 'split.split' },
    },
  ];
  const about = noteAbove(
    `### ${samples[sample].title}\nThree candidates on the same split. **Run** trains and compares them, explains the best, registers it and deploys it to a sandbox: the drawing goes on to the right. **Experiments** then shows which one leads, **Models** what it goes by. To deploy nothing, switch the step Deploy off first.`,
  );
  return documentOf(nodes, { notes: { about }, seed });
}
