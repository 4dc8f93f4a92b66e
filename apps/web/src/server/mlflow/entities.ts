import { type Experiment, readLatestPoints, readTrackData, type TrackPoint, type TrackRun } from '@millrace/db';
import {
  type BigJson,
  runArtifactUri,
  showMetricValue,
  shownModelId,
  shownRunId,
} from '@millrace/pipeline-core/tracking';
import { database } from '../database';
import { groupBy } from './group-by';

export type JsonPart = { [key: string]: BigJson | undefined };

/** A record as the protocol's list of tags; left out when there are none. */
export function tagList(tags: Readonly<Record<string, string>>): BigJson[] | undefined {
  const entries = Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? undefined : entries.map(([key, value]) => ({ key, value }));
}

/** A list that is left out when it is empty, as the protocol's own server does. */
export function some(list: readonly BigJson[]): BigJson[] | undefined {
  return list.length === 0 ? undefined : [...list];
}

export function experimentJson(experiment: Experiment): JsonPart {
  const { number, name, state, tags, createdAt, updatedAt } = experiment;
  return {
    experiment_id: String(number),
    name,
    artifact_location: `mlflow-artifacts:/${number}`,
    lifecycle_stage: state,
    creation_time: createdAt.getTime(),
    last_update_time: updatedAt.getTime(),
    tags: tagList(tags),
  };
}

export function runInfoJson(run: TrackRun): JsonPart {
  const id = shownRunId(run.id);
  return {
    run_id: id,
    run_uuid: id,
    experiment_id: String(run.experiment),
    run_name: run.name,
    user_id: run.userName,
    status: run.status,
    start_time: run.startMs,
    end_time: run.endMs ?? undefined,
    artifact_uri: runArtifactUri({ experiment: run.experiment, runId: run.id }),
    lifecycle_stage: run.state,
  };
}

export function pointJson(point: TrackPoint): JsonPart {
  return {
    key: point.key,
    value: showMetricValue(point.value),
    timestamp: point.atMs,
    step: point.step,
    model_id: point.modelId === null ? undefined : shownModelId(point.modelId),
    dataset_name: point.datasetName ?? undefined,
    dataset_digest: point.datasetDigest ?? undefined,
  };
}

/** Runs with all that is known of them, in the order given. */
export async function runsJson(runs: readonly TrackRun[]): Promise<JsonPart[]> {
  const ids = runs.map(({ id }) => id);
  const [data, points] = await Promise.all([readTrackData(database(), ids), readLatestPoints(database(), ids)]);
  const of = <Row extends { runId: string }>(rows: readonly Row[]) => groupBy(rows, ({ runId }) => runId);
  const [params, tags, inputs, models, metrics] = [
    of(data.params),
    of(data.tags),
    of(data.inputs),
    of(data.models),
    of(points),
  ];
  return runs.map((run) => ({
    info: runInfoJson(run),
    data: {
      metrics: some((metrics.get(run.id) ?? []).map(pointJson)),
      params: some((params.get(run.id) ?? []).map(({ key, value }) => ({ key, value }))),
      tags: some((tags.get(run.id) ?? []).map(({ key, value }) => ({ key, value }))),
    },
    inputs: {
      dataset_inputs: some((inputs.get(run.id) ?? []).map(inputJson)),
      model_inputs: some(
        modelsOf(models.get(run.id), 'in').map(({ modelId }) => ({ model_id: shownModelId(modelId) })),
      ),
    },
    outputs: {
      model_outputs: some(
        modelsOf(models.get(run.id), 'out').map(({ modelId, step }) => ({ model_id: shownModelId(modelId), step })),
      ),
    },
  }));
}

type RunData = Awaited<ReturnType<typeof readTrackData>>;

function modelsOf(models: RunData['models'] | undefined, side: 'in' | 'out'): RunData['models'] {
  return (models ?? []).filter((model) => model.side === side);
}

function inputJson(input: RunData['inputs'][number]): JsonPart {
  const { name, digest, sourceType, source, schema, profile, tags } = input;
  return {
    tags: tagList(tags),
    dataset: {
      name,
      digest,
      source_type: sourceType,
      source,
      schema: schema ?? undefined,
      profile: profile ?? undefined,
    },
  };
}
