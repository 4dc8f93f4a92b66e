import type { PipelineDocument } from '@millrace/pipeline-core/document';
import type { StepId } from '@millrace/pipeline-core/ids';
import { checkConnection, type Issue, stepTitle } from '@millrace/pipeline-core/validate';
import type { End } from './find-connections';

export type FoundSource = { from: End; to: End; title: string };

/**
 * What an empty input most likely wants: the nearest output before the step, on the ways that lead to it already, that
 * may go there. Evaluate behind a trainer gets the rows that trainer learned from.
 */
export function sourceFor(document: PipelineDocument, to: End): FoundSource | null {
  const edges = Object.values(document.edges);
  const queue: StepId[] = edges.filter((edge) => edge.to.step === to.step).map(({ from }) => from.step);
  const seen = new Set<StepId>();
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    if (seen.has(id)) continue;
    seen.add(id);
    for (const { from } of edges.filter((edge) => edge.to.step === id)) {
      const [step, check] = [document.steps[from.step], checkConnection(document, from, to)];
      if (step !== undefined && check.ok && check.replaces.length === 0)
        return { from, to, title: `Connect ${stepTitle(step)}` };
      queue.push(from.step);
    }
  }
  return null;
}

/** The line that would mend an issue of an empty input. */
export function lineFor(document: PipelineDocument, { code, step, port }: Issue): FoundSource | null {
  return code === 'input-empty' && step !== undefined && port !== undefined
    ? sourceFor(document, { step, port })
    : null;
}
