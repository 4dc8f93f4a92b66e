import { type DocumentKind, documentKinds } from '../steps/ingest/samples/document-kinds';
import type { PipelineDocument } from './pipeline-document';
import { documentOf, type Node, noteAbove } from './starter-nodes';

/** Which topic the documents of a kind go to: that of the department they concern. */
const departments: Readonly<Record<DocumentKind, string>> = {
  invoice: 'departments.accounts',
  offer: 'departments.purchasing',
  'purchase order': 'departments.sales',
  'job application': 'departments.personnel',
  complaint: 'departments.customer-care',
  'service request': 'departments.service',
  other: 'departments.post-room',
};

const rules = {
  routes: documentKinds.map((answer) => ({ answer, topic: departments[answer] })),
  otherwise: departments.other,
  refused: 'documents.refused',
};

/**
 * Where documents arrive, and which endpoint decides where they go: texts and page images come on topics of their own, go
 * to different classifiers, and end at the same departments.
 */
export const documentStreams = [
  { endpoint: 'document-texts', topic: 'documents.texts', rules },
  { endpoint: 'document-pages', topic: 'documents.pages', rules },
] as const;

type Branch = {
  id: string;
  row: number;
  sample: string;
  title: string;
  rows: number;
  trainer: Pick<Node, 'type' | 'params'>;
};

const [texts, pages] = documentStreams;

const branches: readonly (Branch & { endpoint: string })[] = [
  {
    ...{ id: 'texts', row: 1, sample: 'business-documents', title: 'Texts of documents', rows: 2000 },
    ...{ trainer: { type: 'text-classifier', params: {} }, endpoint: texts.endpoint },
  },
  {
    ...{ id: 'pages', row: 3, sample: 'document-pages', title: 'Pages of documents', rows: 900 },
    trainer: { type: 'image-cnn', params: { height: 32, channels: 'grey', blocks: 2, filters: 8, epochs: 9 } },
    endpoint: pages.endpoint,
  },
];

/** Trains one classifier for the texts of documents and one for their pages, and deploys each to its endpoint. */
export function documentRoutingPipeline(seed = 20): PipelineDocument {
  const about = noteAbove(
    `### Document routing\nSeven kinds of documents, by their words and by the look of their pages. Press **Run**: both models are deployed, and records on \`${texts.topic}\` and \`${pages.topic}\` go to the topics of the departments. See **Topics** on the page of each endpoint.`,
  );
  return documentOf(branches.flatMap(nodesOf), { notes: { about }, seed });
}

function nodesOf({ id, row, sample, title, rows, trainer, endpoint }: Branch & { endpoint: string }): Node[] {
  const split = `split-${id}`;
  const model = `model-${id}`;
  const judge = `evaluate-${id}`;
  const held = { rows: `${split}.split` };
  return [
    { id, type: 'sample-data', title, params: { sample, rows }, at: [0, row] },
    {
      ...{ id: split, type: 'split-rows', at: [1, row], from: { table: `${id}.table` } },
      params: { strategy: 'stratified', train: 0.7, validation: 0.15, test: 0.15 },
    },
    { id: model, ...trainer, at: [2, row], from: held },
    { id: judge, type: 'evaluate', at: [3, row], from: { model: `${model}.model`, ...held } },
    {
      ...{ id: `register-${id}`, type: 'register-model', params: { name: endpoint }, at: [4, row] },
      from: { model: `${model}.model`, ...held, evaluation: `${judge}.evaluation` },
    },
    {
      ...{ id: `deploy-${id}`, type: 'deploy', at: [5, row], from: { release: `register-${id}.release` } },
      params: { endpoint, strategy: 'sandbox' },
    },
  ];
}
