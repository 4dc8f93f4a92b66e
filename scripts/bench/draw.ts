import { type PipelineDocument, pipelineDocumentSchema } from '@millrace/pipeline-core/document';

const perRow = 15;
const columnWidth = 264;
const rowHeight = 136;

/** A chain: sample rows, then formula columns, each one reading its neighbour; drawn in rows of fifteen. */
export function documentOf({ steps }: { steps: number }): PipelineDocument {
  const drawn = Array.from({ length: steps }, (_, at) => ({
    id: `s${at}`,
    type: at === 0 ? 'sample-data' : 'formula-column',
    version: 1,
    title: at === 0 ? 'Sample' : `Formula ${at}`,
    params: at === 0 ? { sample: 'churn', rows: 500 } : { name: `f${at}`, formula: `${at}` },
    position: placeOf(at),
  }));
  const edges = drawn.slice(1).map(({ id }, at) => ({
    id: `e${at}`,
    from: { step: `s${at}`, port: 'table' },
    to: { step: id, port: 'table' },
  }));
  return pipelineDocumentSchema.parse({
    v: 1,
    steps: Object.fromEntries(drawn.map((step) => [step.id, step])),
    edges: Object.fromEntries(edges.map((edge) => [edge.id, edge])),
  });
}

/** Canvas place of the step with this number. */
export function placeOf(at: number): { x: number; y: number } {
  return { x: (at % perRow) * columnWidth, y: Math.floor(at / perRow) * rowHeight };
}
