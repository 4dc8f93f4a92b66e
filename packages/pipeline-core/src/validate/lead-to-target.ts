import type { PipelineDocument } from '../document/pipeline-document';
import type { StepId } from '../ids';
import type { PropagatedSchema } from '../schema/propagated';
import { findContract } from '../steps/catalog';
import { tableIn } from '../steps/infer';
import { nearestName } from '../steps/nearest-name';
import { markTarget } from '../steps/target';
import { effectiveInputs } from './effective-inputs';
import type { StepInference } from './infer-schemas';
import type { Issue } from './issue';
import { stepTitle } from './step-title';
import { settingThatSaves, type TargetSetting, targetSetting } from './target-origin';

type Drawing = { document: PipelineDocument; schemas: ReadonlyMap<StepId, StepInference> };

/** What a step says of a target that does not arrive, with the button that opens the setting where it is best chosen. */
export function leadToTarget(drawing: Drawing, issue: Issue): Issue {
  const { step: id, param, code } = issue;
  const step = id === undefined ? undefined : drawing.document.steps[id];
  if (step === undefined || param !== 'target') return issue;
  if (code === 'no-target') return withSetting(drawing, targetSetting(drawing, step.id), issue);
  const target = typeof step.params.target === 'string' ? step.params.target : '';
  const lost = code === 'unknown-column' ? lostAt(drawing, step.id, target) : null;
  if (lost === null) return issue;
  const setting = sparesTarget(drawing, lost.step, target) ? settingThatSaves(drawing, lost.step, target) : null;
  const message = `${stepTitle(step)}: ${lostMessage(drawing, { id: step.id, target, loser: lost.step, setting })}`;
  // More columns may come on another way, but behind the only one that step has made of the column what it made.
  const severity = lost.onlyWay ? 'error' : issue.severity;
  return withSetting(drawing, setting, { ...issue, code: 'target-lost', severity, message });
}

function withSetting({ document }: Drawing, setting: TargetSetting | null, issue: Issue): Issue {
  const step = setting === null ? undefined : document.steps[setting.step];
  if (setting === null || step === undefined) return issue;
  const { fix: _, ...rest } = issue;
  return { ...rest, open: { ...setting, title: `Choose it in ${stepTitle(step)}` } };
}

type Loss = { id: StepId; target: string; loser: StepId; setting: TargetSetting | null };

function lostMessage(drawing: Drawing, { id, target, loser, setting }: Loss): string {
  const step = drawing.document.steps[loser];
  const place = step === undefined ? 'a step before' : stepTitle(step);
  const tables = inputsOf(drawing.schemas, id).map(tableIn);
  const there = tables.flatMap((table) => table?.columns.map(({ name }) => name) ?? []);
  const nearest = nearestName(target, there);
  const renamed = nearest === null ? '' : ` Was it renamed to \`${nearest}\`?`;
  const seen = `\`${target}\` does not come this far: ${place} dropped it or made other columns of it.${renamed}`;
  if (!sparesTarget(drawing, loser, target)) return `${seen} Let ${place} keep it, or choose another target.`;
  const where = setting === null ? `Add Select columns before ${place} and choose it there` : 'Choose it';
  return `${seen} ${where} as the target of all steps behind, and ${place} leaves it as it is.`;
}

/** Whether a step would leave a column as it is, were it marked as the target before, or there. */
function sparesTarget({ document, schemas }: Drawing, id: StepId, column: string): boolean {
  const step = document.steps[id];
  const contract = step === undefined ? undefined : findContract(step.type);
  const params = contract?.params.safeParse(step?.params);
  if (contract === undefined || params?.success !== true) return false;
  if (contract.marksTarget !== undefined) return true;
  const inputs = Object.entries(schemas.get(id)?.inputs ?? {}).map(
    ([port, arriving]) => [port, arriving.map((schema) => withMark(schema, column))] as const,
  );
  const { outputs } = contract.inferSchema(params.data, Object.fromEntries(inputs));
  return Object.values(outputs).some((schema) => holds(schema, column));
}

function withMark(schema: PropagatedSchema, column: string): PropagatedSchema {
  if (schema.kind !== 'known' && schema.kind !== 'partial') return schema;
  const rest = schema.table.columns.map((other) =>
    other.role === 'target' ? { ...other, role: 'ignore' as const } : other,
  );
  return { ...schema, table: { ...schema.table, columns: markTarget(rest, column) } };
}

function holds(schema: PropagatedSchema, column: string): boolean {
  return tableIn(schema)?.columns.some(({ name }) => name === column) === true;
}

type Lost = { step: StepId; onlyWay: boolean };

/** The nearest step before that still had a column of this name; null where none had, or where it may yet come. */
function lostAt({ document, schemas }: Drawing, id: StepId, column: string): Lost | null {
  if (inputsOf(schemas, id).some((schema) => schema.kind === 'partial' && schema.mayHoldTarget === true)) return null;
  const queue = sourcesOf(document, { step: id, onlyWay: true });
  const seen = new Set<StepId>();
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (seen.has(next.step)) continue;
    seen.add(next.step);
    if (inputsOf(schemas, next.step).some((schema) => holds(schema, column))) return next;
    queue.push(...sourcesOf(document, next));
  }
  return null;
}

function sourcesOf(document: PipelineDocument, { step: id, onlyWay }: Lost): Lost[] {
  const step = document.steps[id];
  const resolved = step === undefined ? null : effectiveInputs(document, step);
  if (resolved === null || !resolved.ok) return [];
  const sources = Object.values(resolved.inputs).flat();
  return sources.map((source) => ({ step: source.step, onlyWay: onlyWay && sources.length === 1 }));
}

function inputsOf(schemas: Drawing['schemas'], id: StepId): StepInference['inputs'][string] {
  return Object.values(schemas.get(id)?.inputs ?? {}).flat();
}
