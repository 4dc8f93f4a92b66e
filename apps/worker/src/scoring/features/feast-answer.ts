import type { ProjectId } from '@millrace/pipeline-core/ids';
import type { Json } from '@millrace/pipeline-core/json';
import { err, ok, type Result } from '@millrace/pipeline-core/result';
import { z } from 'zod';
import type { OnlineStore, OnlineView } from './online-store';
import { type FeatureColumn, readFeatures } from './read-features';

export type FeatureProblem = { status: 400 | 404 | 422 | 503; code: string; message: string };

export const feastRequestSchema = z.object({
  features: z.array(z.string()).min(1).optional(),
  feature_service: z.string().optional(),
  entities: z.record(z.string(), z.array(z.json())),
  full_feature_names: z.boolean().default(false),
});
export type FeastRequest = z.output<typeof feastRequestSchema>;

type Wanted = { view: OnlineView; features: string[] };

/** Cells of one answer. */
const mostCells = 1_000_000;
const noTime = '1970-01-01T00:00:00Z';

/**
 * Answers as Feast's feature server does: first the entity columns, then one result per *feature*, each as long as the
 * list of entities. (The sample on Feast's documentation page shows one result per row; its clients read columns.)
 */
export function answerFeatures(
  request: FeastRequest,
  o: { projectId: ProjectId; online: Pick<OnlineStore, 'find' | 'whyUnheld'>; now: number },
): Result<object, FeatureProblem> {
  const wanted = findWanted(request, o);
  if (!wanted.ok) return wanted;
  const entities = Object.entries(request.entities);
  const shape = checkShape(request, wanted.value);
  if (shape !== null) return err(shape);
  const names: string[] = entities.map(([name]) => name);
  const results = entities.map(([, values]) => echoed(values));
  for (const { view, features } of wanted.value) {
    const keys = view.facts.keys.map(({ name }) => request.entities[name] ?? []);
    const columns = readFeatures(view, { entities: keys, features, now: o.now });
    for (const [at, column] of columns.entries()) {
      const feature = features[at] ?? '';
      names.push(request.full_feature_names ? `${view.facts.name}__${feature}` : feature);
      results.push(toResult(column));
    }
  }
  const twice = firstTwice(names);
  if (twice !== undefined) {
    const message = `Two columns would be called ${JSON.stringify(twice)}: send "full_feature_names": true, or ask for one of them.`;
    return err({ status: 400, code: 'conflicting-names', message });
  }
  return ok({ metadata: { feature_names: names }, results });
}

function firstTwice(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => seen.has(name) || seen.add(name).size === 0);
}

function findWanted(
  request: FeastRequest,
  { projectId, online }: { projectId: ProjectId; online: Pick<OnlineStore, 'find' | 'whyUnheld'> },
): Result<Wanted[], FeatureProblem> {
  if (request.features === undefined) {
    const service = JSON.stringify(request.feature_service ?? '');
    const message = `There is no feature service ${service}: name the features as "view:feature" in "features".`;
    return err({ status: 404, code: 'no-feature-service', message });
  }
  const wanted = new Map<string, Wanted>();
  for (const asked of request.features) {
    const [name = '', ...rest] = asked.split(':');
    const feature = rest.join(':');
    const view = online.find(projectId, name);
    if (view === null) return err(noView(online.whyUnheld(projectId, name), name));
    if (!view.places.has(feature)) {
      const known = view.facts.features.slice(0, 20).map((column) => column.name);
      const message = `The view ${name} has no feature ${JSON.stringify(feature)}; it has ${known.join(', ')}.`;
      return err({ status: 404, code: 'no-feature', message });
    }
    const before = wanted.get(name) ?? { view, features: [] };
    before.features.push(feature);
    wanted.set(name, before);
  }
  return ok([...wanted.values()]);
}

/** A view that is not there, or one that is and does not fit into memory. */
export function noView(why: string | null, name: string): FeatureProblem {
  if (why !== null) return { status: 503, code: 'view-not-held', message: why };
  return { status: 404, code: 'no-view', message: `There is no feature view ${JSON.stringify(name)}.` };
}

function checkShape({ entities, features = [] }: FeastRequest, wanted: readonly Wanted[]): FeatureProblem | null {
  const columns = Object.entries(entities);
  const rows = columns[0]?.[1].length ?? 0;
  const uneven = columns.find(([, values]) => values.length !== rows);
  if (uneven !== undefined) {
    const message = `"entities" has ${rows} values of ${columns[0]?.[0]} and ${uneven[1].length} of ${uneven[0]}: send equally many.`;
    return { status: 422, code: 'uneven-entities', message };
  }
  for (const { view } of wanted) {
    const gone = view.facts.keys.find(({ name }) => entities[name] === undefined);
    if (gone === undefined) continue;
    const message = `The view ${view.facts.name} is found by ${JSON.stringify(gone.name)}, which "entities" does not hold.`;
    return { status: 422, code: 'missing-key', message };
  }
  if (rows * (columns.length + features.length) <= mostCells) return null;
  return { status: 422, code: 'too-many-cells', message: `Ask for at most ${mostCells} values at once.` };
}

function echoed(values: Json[]) {
  return { values, statuses: values.map(() => 'PRESENT'), event_timestamps: values.map(() => noTime) };
}

function toResult({ values, statuses, eventMs }: FeatureColumn) {
  // Most entities of a column have one of a few times: each is written once.
  const texts = new Map<number, string>([[0, noTime]]);
  const textOf = (ms: number) => {
    const text = texts.get(ms) ?? new Date(ms).toISOString();
    texts.set(ms, text);
    return text;
  };
  return { values, statuses, event_timestamps: eventMs.map(textOf) };
}
