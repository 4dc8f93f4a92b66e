import { canonicalJson } from '../json';
import { sha256 } from '../sha256';
import type { PipelineDocument } from './pipeline-document';

/** Identity of what a pipeline does: positions, notes and names of edges do not count. */
export function meaningHash(document: PipelineDocument): string {
  const steps = Object.values(document.steps).map(({ id, type, version, title, params, disabled }) => ({
    id,
    type,
    version,
    title,
    params,
    disabled,
  }));
  const edges = Object.values(document.edges).map(({ from, to }) => ({ from, to }));
  steps.sort((a, b) => (a.id < b.id ? -1 : 1));
  edges.sort((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1));
  return sha256(canonicalJson({ steps, edges, seed: document.seed }));
}
