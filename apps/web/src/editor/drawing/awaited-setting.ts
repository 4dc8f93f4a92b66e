import type { PipelineDocument, Step } from '@millrace/pipeline-core/document';
import { type Issue, isError, type StepInference, stepTitle } from '@millrace/pipeline-core/validate';
import { withoutPlace } from './issue-text';

type Known = {
  document: PipelineDocument;
  inferences: ReadonlyMap<string, StepInference>;
  issuesByStep: Readonly<Record<string, readonly Issue[]>>;
};

export type AwaitedSetting = { step: Step; param: string; text: string };

/**
 * The setting of a step before that this one waits for: its columns are not known because nobody has chosen, say, the
 * dataset yet. The nearest one; null where the columns are known, or are not known for another reason.
 */
export function awaitedSetting({ document, inferences, issuesByStep }: Known, id: string): AwaitedSetting | null {
  const arriving = Object.values([...inferences].find(([step]) => step === id)?.[1].inputs ?? {}).flat();
  if (!arriving.some(({ kind }) => kind === 'needs-run')) return null;
  const edges = Object.values(document.edges);
  const before = (step: string) => edges.filter(({ to }) => to.step === step).map(({ from }) => from.step as string);
  const queue = before(id);
  const seen = new Set<string>();
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const step = document.steps[next];
    const issue = issuesByStep[next]?.find((candidate) => isError(candidate) && candidate.param !== undefined);
    if (step !== undefined && issue?.param !== undefined)
      return {
        step,
        param: issue.param,
        text: `${stepTitle(step)} comes first: ${lower(withoutPlace(issue.message))}`,
      };
    queue.push(...before(next));
  }
  return null;
}

function lower(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
