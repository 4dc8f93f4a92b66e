import { type PipelineDocument, pipelineDocumentSchema } from '../../../document/pipeline-document';
import type { TableFacts } from '../../../profile/table-facts';
import type { TableSchema } from '../../../schema/table-schema';
import { getContract } from '../../../steps/catalog';

/** A table with what its profile knows. */
export type Data = { table: TableSchema; facts?: TableFacts };

/** Steps by id as `[type, settings]`; a table alone is a dataset step that reads it. */
export type Steps = Record<string, Data | [type: string, params?: object, more?: object]>;

export type Drawing = {
  document: PipelineDocument;
  references: Record<string, { data: TableSchema }>;
  facts: Record<string, TableFacts[]>;
};

/** A drawing from its steps and its lines: `data > split > trees` connects first ports, `join.right` names one. */
export function draw(steps: Steps, ...chains: string[]): Drawing {
  const types = Object.fromEntries(
    Object.entries(steps).map(([id, step]) => [id, Array.isArray(step) ? step[0] : 'dataset']),
  );
  const lines = chains.flatMap((chain) => {
    const stops = chain.split('>').map((stop) => stop.trim());
    return stops.slice(1).map((to, at) => ({ from: stops[at] ?? '', to }));
  });
  const document = pipelineDocumentSchema.parse({
    v: 1,
    steps: Object.fromEntries(Object.entries(steps).map(([id, step], at) => [id, stepOf(id, step, at)])),
    edges: Object.fromEntries(
      lines.map(({ from, to }, at) => [
        `e${at}`,
        { id: `e${at}`, from: end(types, from, 'outputs'), to: end(types, to, 'inputs') },
      ]),
    ),
  });
  const data = Object.entries(steps).flatMap(([id, step]) => (Array.isArray(step) ? [] : [[id, step] as const]));
  return {
    document,
    references: Object.fromEntries(data.map(([id, { table }]) => [id, { data: table }])),
    facts: Object.fromEntries(data.flatMap(([id, { facts }]) => (facts === undefined ? [] : [[id, [facts]]]))),
  };
}

function stepOf(id: string, step: Steps[string], at: number): object {
  const place = { id, version: 1, position: { x: 280 * at, y: 0 } };
  if (!Array.isArray(step)) return { ...place, type: 'dataset', params: { dataset: id } };
  const [type, params = {}, more = {}] = step;
  return { ...place, type, params, ...more };
}

function end(types: Record<string, string>, stop: string, side: 'inputs' | 'outputs'): { step: string; port: string } {
  const [step = '', named] = stop.split('.');
  return { step, port: named ?? Object.keys(getContract(types[step] ?? '')[side])[0] ?? '' };
}
