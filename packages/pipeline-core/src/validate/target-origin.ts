import type { PipelineDocument, Step } from '../document/pipeline-document';
import type { StepId } from '../ids';
import type { PropagatedSchema } from '../schema/propagated';
import { findContract } from '../steps/catalog';
import { tableIn } from '../steps/infer';
import { targetColumn } from '../steps/target';
import { effectiveInputs } from './effective-inputs';
import type { StepInference } from './infer-schemas';

type Drawing = { document: PipelineDocument; schemas: ReadonlyMap<StepId, StepInference> };

/** The marked target that arrives at a step, and the step in which it was marked. */
export type TargetOrigin = { column: string; step: StepId };

/** Where the target that a step goes by was chosen; null where none arrives. */
export function targetOrigin(drawing: Drawing, id: StepId): TargetOrigin | null {
  const arriving = markedAt(drawing, id);
  return arriving === null ? null : { column: arriving.column, step: markerOf(drawing, arriving) };
}

/** The step before, back to the one that names the column or that the mark does not come into. */
function markerOf(drawing: Drawing, { step, column }: TargetOrigin): StepId {
  const before = markedAt(drawing, step);
  return before === null || targetOf(drawing, step) === column ? step : markerOf(drawing, before);
}

/** The target marked in a table at an input of a step, with the step the table comes from. */
function markedAt({ document, schemas }: Drawing, id: StepId): TargetOrigin | null {
  const step = document.steps[id];
  const resolved = step === undefined ? null : effectiveInputs(document, step);
  if (resolved === null || !resolved.ok) return null;
  const found = Object.entries(resolved.inputs).flatMap(([port, sources]) =>
    sources.flatMap((source, at) => {
      const column = markedIn(schemas.get(id)?.inputs[port]?.[at]);
      return column === null ? [] : [{ column, step: source.step }];
    }),
  );
  return found[0] ?? null;
}

function markedIn(schema: PropagatedSchema | undefined): string | null {
  const table = schema === undefined ? null : tableIn(schema);
  return table === null ? null : (targetColumn(table, '')?.name ?? null);
}

/** What a step that marks the target was told; null for other steps. */
function targetOf({ document }: Drawing, id: StepId): string | null {
  const step = document.steps[id];
  const marking = step === undefined ? null : markingOf(step);
  const value = step === undefined || marking?.on !== true ? undefined : step.params[marking.param];
  return typeof value === 'string' ? value : null;
}

/** A setting in which the target of all steps behind is chosen. */
export type TargetSetting = { step: StepId; param: string };

/**
 * The setting before a step in which the target is best chosen: nearest to the data, before anything is encoded. Only
 * on the way of the step's first table: what is chosen on a table that is joined to it says nothing of that one.
 */
export function targetSetting({ document }: Drawing, id: StepId): TargetSetting | null {
  const settings = mainWay(document, id).map((other) => settingOf(document, other));
  return settings.findLast((setting) => setting !== null) ?? null;
}

/** The setting that would keep a column from being lost in a step: there or before, where the column still is. */
export function settingThatSaves({ document, schemas }: Drawing, loser: StepId, column: string): TargetSetting | null {
  const ways = [loser, ...mainWay(document, loser)].filter((id) =>
    Object.values(schemas.get(id)?.inputs ?? {})
      .flat()
      .some((schema) => tableIn(schema)?.columns.some(({ name }) => name === column)),
  );
  return ways.map((id) => settingOf(document, id)).findLast((setting) => setting !== null) ?? null;
}

/** The steps before, each by the first table of the one behind it, the nearest first. */
function mainWay(document: PipelineDocument, id: StepId): StepId[] {
  const way: StepId[] = [];
  for (let next = mainSource(document, id); next !== null && !way.includes(next); next = mainSource(document, next))
    way.push(next);
  return way;
}

function mainSource(document: PipelineDocument, id: StepId): StepId | null {
  const step = document.steps[id];
  const contract = step === undefined ? undefined : findContract(step.type);
  const resolved = step === undefined ? null : effectiveInputs(document, step);
  if (contract === undefined || resolved === null || !resolved.ok) return null;
  const [port] = Object.keys(contract.inputs).filter((name) => resolved.inputs[name] !== undefined);
  return port === undefined ? null : (resolved.inputs[port]?.[0]?.step ?? null);
}

/** What to open in a step: the target, or the switch that makes one chosen already count for the steps behind. */
function settingOf(document: PipelineDocument, id: StepId): TargetSetting | null {
  const step = document.steps[id];
  const marking = step === undefined ? null : markingOf(step);
  if (step === undefined || marking === null) return null;
  const { param, when = param, on } = marking;
  const chosen = step.params[param] ?? '';
  return { step: id, param: on || chosen === '' ? param : when };
}

type Marking = { param: string; when: string | undefined; on: boolean };

function markingOf({ type, params }: Step): Marking | null {
  const contract = findContract(type);
  if (contract?.marksTarget === undefined) return null;
  const { marksTarget: param, marksWhen: when } = contract;
  return { param, when, on: when === undefined || params[when] === true };
}
