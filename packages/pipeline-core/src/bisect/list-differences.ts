import type { PipelineDocument, Step } from '../document/pipeline-document';
import { graphOf } from '../graph/graph';
import { partialOrder } from '../graph/topological-order';
import type { StepId } from '../ids';
import { canonicalJson, type Json, type JsonObject } from '../json';
import { findContract } from '../steps/catalog';
import { changedSettings, shown } from '../why/suspects/settings';
import { referenceChanges } from '../why/suspects/upstream';
import { type BisectSide, referencesOf } from './bisect-side';
import type { Difference } from './difference';
import { drawingDifferences, isReplaced } from './drawing-differences';
import { stepName } from './step-name';
import { withinReach } from './within-reach';

/**
 * What differs between a good and a bad run of a pipeline, as far as it can reach the step that judges:
 * 1. Only that step and what comes before it in either drawing are looked at.
 * 2. Groups of steps and lines (`drawingDifferences`); then, of steps on both sides, what they read and each setting.
 * 3. The last step of the drawing first, what is read towards the end, the seed last: a run with the first ones switched on
 *    goes on from the results of the good run.
 */
export function listDifferences(good: BisectSide, bad: BisectSide, step: StepId): Difference[] {
  const sides = {
    good: { ...good, document: withinReach(good.document, bad.document, step) },
    bad: { ...bad, document: withinReach(bad.document, good.document, step) },
  };
  const { good: was, bad: is } = { good: sides.good.document, bad: sides.bad.document };
  const ofSteps = Object.values(is.steps).flatMap((after) => {
    const before = was.steps[after.id];
    return before === undefined || isReplaced(before, after) ? [] : stepDifferences({ before, after, sides });
  });
  const rank = rankOf(was, is);
  const placed = [...drawingDifferences(was, is), ...ofSteps].map((one) => ({ one, place: placeOf(one, rank) }));
  placed.sort((a, b) => b.place - a.place || (a.one.id < b.one.id ? -1 : 1));
  return [...placed.map(({ one }) => one), ...seedDifference(was, is)];
}

function stepDifferences(o: { before: Step; after: Step; sides: { good: BisectSide; bad: BisectSide } }): Difference[] {
  const { before, after, sides } = o;
  const [was, is] = [completed(before), completed(after)];
  const changed = changedSettings(
    { type: after.type, params: is, seed: 0 },
    { type: after.type, params: was, seed: 0 },
  );
  const ofData = new Set(
    changed.filter(({ name }) => saysWhatIsRead(after.type, { was, is, name })).map((s) => s.name),
  );
  const setting = (name: string) => ({
    name,
    ...optional('before', before.params[name]),
    ...optional('after', after.params[name]),
  });
  const [old, now] = [referencesOf(sides.good)[after.id] ?? {}, referencesOf(sides.bad)[after.id] ?? {}];
  const read = referenceChanges({ references: now }, { references: old });
  const name = stepName(after);
  const data: Difference[] =
    read.length === 0
      ? []
      : [
          {
            id: `data:${after.id}`,
            title: `“${name}”: ${read.join(' ')}`,
            change: { kind: 'data', step: after.id, settings: [...ofData].map(setting) },
          },
        ];
  const settings = changed
    .filter((one) => !ofData.has(one.name))
    .map(
      (one): Difference => ({
        id: `parameter:${after.id}:${one.name}`,
        title: `“${one.title}” of “${name}” is ${shown(one.is)}; it was ${shown(one.was)}.`,
        change: { kind: 'parameter', step: after.id, setting: setting(one.name) },
      }),
    );
  return [...settings, ...data];
}

function optional<K extends string>(key: K, value: Json | undefined): { [k in K]?: Json } {
  // The key is K by construction; an index signature is all that TypeScript sees of it.
  return (value === undefined ? {} : { [key]: value }) as { [k in K]?: Json };
}

/** Parameters with the defaults of those the drawing leaves open; as they are where they fit no contract. */
function completed({ type, params }: Step): JsonObject {
  const read = findContract(type)?.params.safeParse(params);
  // Parameters are JSON in and out: contracts have no transforms to other types.
  return read?.success === true ? (JSON.parse(JSON.stringify(read.data)) as JsonObject) : params;
}

/** Whether this setting alone makes the step read something else. */
function saysWhatIsRead(type: string, o: { was: JsonObject; is: JsonObject; name: string }): boolean {
  const contract = findContract(type);
  if (contract?.references === undefined) return false;
  const { [o.name]: other } = o.is;
  const mixed = contract.params.safeParse({ ...o.was, ...(other === undefined ? {} : { [o.name]: other }) });
  const whole = contract.params.safeParse(o.was);
  if (!mixed.success || !whole.success) return false;
  return canonicalJson(contract.references(mixed.data)) !== canonicalJson(contract.references(whole.data));
}

function seedDifference({ seed: before }: PipelineDocument, { seed: after }: PipelineDocument): Difference[] {
  if (before === after) return [];
  const title = `The seed of the pipeline is ${after}; it was ${before}.`;
  return [{ id: 'seed', title, change: { kind: 'seed', before, after } }];
}

/** How far behind in the drawing each step is, those of the bad run among those of the good one. */
function rankOf(good: PipelineDocument, bad: PipelineDocument): ReadonlyMap<StepId, number> {
  const both = { ...bad, steps: { ...good.steps, ...bad.steps }, edges: { ...good.edges, ...bad.edges } };
  return new Map(partialOrder(graphOf(both)).map((id, at) => [id, at]));
}

/** A group acts from its first step on; what is read comes behind the settings of the same step. */
function placeOf({ change }: Difference, rank: ReadonlyMap<StepId, number>): number {
  switch (change.kind) {
    case 'seed':
      return -1;
    case 'parameter':
      return (rank.get(change.step) ?? 0) + 0.5;
    case 'data':
      return rank.get(change.step) ?? 0;
    case 'drawing': {
      const touched = [
        ...change.steps.map(({ id }) => id),
        ...[...change.edges.before, ...change.edges.after].map(({ to }) => to.step),
      ];
      return Math.min(...touched.map((id) => rank.get(id) ?? 0)) + 0.25;
    }
  }
}
