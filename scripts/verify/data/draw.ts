import { type PipelineDocument, pipelineDocumentSchema } from '@millrace/pipeline-core/document';

export type DrawnStep = {
  type: string;
  params?: object;
  /** Input ports, each fed by `step.output`, or by several. */
  from?: Record<string, string | readonly string[]>;
};

/** A drawing from its steps by id. */
export function drawSteps(steps: Record<string, DrawnStep>): PipelineDocument {
  const entries = Object.entries(steps);
  const edges = entries.flatMap(([id, { from = {} }]) =>
    Object.entries(from).flatMap(([port, sources]) =>
      [sources].flat().map((source) => {
        const [step = '', output = ''] = source.split('.');
        return { id: `${step}-${id}-${port}`, from: { step, port: output }, to: { step: id, port } };
      }),
    ),
  );
  return pipelineDocumentSchema.parse({
    v: 1,
    steps: Object.fromEntries(
      entries.map(([id, { type, params = {} }], at) => [
        id,
        { id, type, version: 1, title: id, params, position: { x: 280 * at, y: 136 } },
      ]),
    ),
    edges: Object.fromEntries(edges.map((edge) => [edge.id, edge])),
  });
}
