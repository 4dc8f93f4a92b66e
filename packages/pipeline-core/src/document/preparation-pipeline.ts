import type { JsonObject } from '../json';
import { isStepType } from '../steps/catalog';
import type { PipelineDocument } from './pipeline-document';
import { documentOf, middleRow, type Node } from './starter-nodes';

/** A pipeline that reads a dataset and prepares it by the steps named, one after the other. */
export function preparationPipeline(o: {
  datasetId: string;
  datasetName: string;
  steps: readonly { type: string; params: JsonObject }[];
}): PipelineDocument {
  const first: Node = {
    id: 'dataset',
    type: 'dataset',
    title: o.datasetName,
    params: { dataset: o.datasetId },
    at: [0, middleRow],
  };
  const nodes = [first];
  for (const [at, { type, params }] of o.steps.entries()) {
    if (!isStepType(type)) throw new Error(`there is no step type ${type}`);
    const from = { table: `${at === 0 ? first.id : `prepare-${at}`}.table` };
    nodes.push({ id: `prepare-${at + 1}`, type, params, at: [at + 1, middleRow], from });
  }
  return documentOf(nodes, { notes: {}, seed: 20 });
}
