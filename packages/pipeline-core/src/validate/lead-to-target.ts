import type { PipelineDocument } from '../document/pipeline-document';
import { ancestors } from '../graph/ancestors';
import { graphOf } from '../graph/graph';
import type { StepId } from '../ids';
import { tableIn } from '../steps/infer';
import type { StepInference } from './infer-schemas';
import type { Issue } from './issue';
import { stepTitle } from './step-title';
import { targetSetting } from './target-origin';

type Drawing = { document: PipelineDocument; schemas: ReadonlyMap<StepId, StepInference> };

/** What a step says of a target that does not arrive, with the button that opens the setting where it is best chosen. */
export function leadToTarget(drawing: Drawing, issue: Issue): Issue {
  const { step: id, param, code } = issue;
  const step = id === undefined ? undefined : drawing.document.steps[id];
  if (step === undefined || param !== 'target') return issue;
  if (code === 'no-target') return withSetting(drawing, step.id, issue);
  const target = typeof step.params.target === 'string' ? step.params.target : '';
  const loser = code === 'unknown-column' ? lostAt(drawing, step.id, target) : null;
  const lost = loser === null ? undefined : drawing.document.steps[loser];
  if (lost === undefined) return issue;
  const message = `${stepTitle(step)}: \`${target}\` does not come this far: ${stepTitle(lost)} dropped it or made other columns of it. Choose it as the target in a step before, and steps between leave it as it is.`;
  return withSetting(drawing, step.id, { ...issue, code: 'target-lost', severity: 'error', message });
}

function withSetting(drawing: Drawing, id: StepId, issue: Issue): Issue {
  const setting = targetSetting(drawing, id);
  const step = setting === null ? undefined : drawing.document.steps[setting.step];
  if (setting === null || step === undefined) return issue;
  const { fix: _, ...rest } = issue;
  return { ...rest, open: { ...setting, title: `Choose it in ${stepTitle(step)}` } };
}

/** The last step before that still had a column of this name; null where none had, or where it may yet come. */
function lostAt({ document, schemas }: Drawing, id: StepId, column: string): StepId | null {
  if (inputsOf(schemas, id).some((schema) => schema.kind === 'partial' && schema.mayHoldTarget === true)) return null;
  const before = ancestors(graphOf(document), [id]);
  const had = [...schemas.keys()].filter(
    (other) =>
      before.has(other) &&
      inputsOf(schemas, other).some((schema) => tableIn(schema)?.columns.some(({ name }) => name === column)),
  );
  return had.at(-1) ?? null;
}

function inputsOf(schemas: Drawing['schemas'], id: StepId): StepInference['inputs'][string] {
  return Object.values(schemas.get(id)?.inputs ?? {}).flat();
}
