import { emptyDocument, type PipelineDocument } from '../document/pipeline-document';
import { edgeIdSchema, type SourceId, stepIdSchema } from '../ids';
import { getContract } from '../steps/catalog';

/** The drawing of a source: it reads, then it lands. Made from the source, never edited by hand. */
export function sourceDocument(source: { id: SourceId; name: string }): PipelineDocument {
  const step = (id: 'read' | 'land', type: string, title: string, x: number) => ({
    id: stepIdSchema.parse(id),
    type,
    version: getContract(type).version,
    title,
    params: { source: source.id },
    position: { x, y: 80 },
    disabled: false,
  });
  const read = step('read', 'read-source', `Read ${source.name}`.slice(0, 120), 80);
  const land = step('land', 'land-batch', 'Land', 400);
  const edge = {
    id: edgeIdSchema.parse('raw'),
    from: { step: read.id, port: 'raw' },
    to: { step: land.id, port: 'raw' },
  };
  return { ...emptyDocument, steps: { [read.id]: read, [land.id]: land }, edges: { [edge.id]: edge } };
}
