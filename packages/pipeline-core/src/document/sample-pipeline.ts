import { stepIdSchema } from '../ids';
import type { Task } from '../release/signature';
import { type SampleName, samples } from '../steps/ingest/samples/catalog';
import type { PipelineDocument } from './pipeline-document';
import { candidates, columnWidth, documentOf, ending, type Node, rowHeight } from './starter-nodes';

export type SamplePipeline = { sample: SampleName; title: string; question: string; task: string };

const tasks: Record<SampleName, Task> = {
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
    task: 'yes or no, some cells missing',
  },
  { sample: 'house-prices', title: 'House prices', question: 'What will this house sell for?', task: 'a number' },
  {
    sample: 'flower-species',
    title: 'Flower species',
    question: 'Which of three species is this flower?',
    task: 'three kinds, clean data',
  },
];

/** A whole pipeline over a sample: split, three candidates, evaluation, the best one deployed to a sandbox. */
export function samplePipeline(sample: SampleName, seed = 20): PipelineDocument {
  const task = tasks[sample];
  const nodes: Node[] = [
    { id: 'data', type: 'sample-data', title: samples[sample].title, params: { sample }, at: [3, 0] },
    {
      id: 'split',
      type: 'split-rows',
      params: { strategy: task === 'regression' ? 'random' : 'stratified', train: 0.8, validation: 0.1, test: 0.1 },
      at: [4, 0],
      from: { table: 'data.table' },
    },
    ...candidates(task, true),
    ...ending(sample, true),
  ];
  const about = {
    id: stepIdSchema.parse('about'),
    text: `### ${samples[sample].title}\nThree candidates on the same split. Press **Run**, then open **Experiments** to see which one leads.`,
    tint: 2,
    position: { x: 0, y: 0 },
    size: { width: 2 * columnWidth, height: 0.7 * rowHeight },
  };
  return documentOf(nodes, { notes: { about }, seed });
}
