import {
  type Deployment,
  findRolloutAt,
  findSplitByProof,
  findTrainingRun,
  getRelease,
  getRouteAt,
  getRunSummary,
  listDeploymentsBehind,
  listPlansOfRun,
  type NamedRelease,
  type RouteAt,
} from '@millrace/db';
import type { Passport } from '@millrace/pipeline-core/api';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { type FeaturePlan, signatureInputs, signatureOfPlan } from '@millrace/pipeline-core/features';
import type { ProjectId, ReleaseId, RunId } from '@millrace/pipeline-core/ids';
import { canonicalJson } from '@millrace/pipeline-core/json';
import { gateSchema, type Prediction, type SignatureInput } from '@millrace/pipeline-core/release';
import type { SplitReceipt } from '@millrace/pipeline-core/split';
import { z } from 'zod';
import { database } from '../database';
import type { FoundVersion } from '../models/find-version';
import { featureValues, requestFields } from './feature-values';

/** What every part needs: whose it is, and how its people are called. */
export type PassportContext = { projectId: ProjectId; nameOf: (actor: string) => string };
type Candidate = NonNullable<FoundVersion['candidate']>;
/** Evaluations that are told; a model is judged a few times, seldom more often. */
const mostEvaluations = 5;

/** The endpoint that answered, how it routed then, and under which rollout. */
export async function routePart(
  { projectId, nameOf }: PassportContext,
  { endpoint: endpointId, revision, release }: Prediction,
): Promise<Passport['route']> {
  const [route, rollout] = await Promise.all([
    getRouteAt(database(), { projectId, endpointId, revision }),
    findRolloutAt(database(), { endpointId, revision }),
  ]);
  if (route === null) return null;
  const { name, sandbox, deleted, made } = route;
  return {
    endpoint: { id: endpointId, name, sandbox, deleted },
    revision,
    made: made === null ? null : madePart(made, nameOf),
    share: shareOf(made, release),
    rollout:
      rollout === null
        ? null
        : {
            ...{ id: rollout.id, move: rollout.kind, percent: rollout.percent, status: rollout.status },
            champion: await versionName(projectId, rollout.champion),
            challenger: await versionName(projectId, rollout.challenger),
            by: rollout.actor === null ? null : nameOf(rollout.actor),
            at: rollout.at.toISOString(),
          },
  };
}

function madePart(
  { kind, reason, createdBy, createdAt }: NonNullable<RouteAt['made']>,
  nameOf: PassportContext['nameOf'],
) {
  return { kind, reason, by: nameOf(createdBy), at: createdAt.toISOString() };
}

function shareOf(made: RouteAt['made'], release: ReleaseId | null): number | null {
  const routes = made?.config.routes ?? [];
  const whole = routes.reduce((sum, { weight }) => sum + weight, 0);
  const own = routes.filter((route) => route.release === release).reduce((sum, { weight }) => sum + weight, 0);
  return whole === 0 || own === 0 ? null : own / whole;
}

async function versionName(projectId: ProjectId, id: ReleaseId): Promise<string> {
  const release = await getRelease(database(), { projectId, id });
  return release === null ? 'a version that is gone' : `v${release.number}`;
}

/** Who sent the release to this endpoint at last before it answered, what was checked, and how it had come there before. */
export async function deploymentPart(
  { nameOf }: PassportContext,
  { endpoint: endpointId, revision, at }: Prediction,
  releaseId: ReleaseId,
): Promise<Passport['deployment']> {
  const [found, ...earlier] = await listDeploymentsBehind(database(), {
    ...{ endpointId, releaseId, revision },
    at: new Date(at),
  });
  if (found === undefined) return null;
  const told = ({ id, kind, strategy, reason, createdAt, createdBy }: Deployment) => ({
    ...{ id, kind, strategy, reason },
    by: nameOf(createdBy),
    at: createdAt.toISOString(),
  });
  return { ...told(found), override: found.override, checks: checksOf(found), earlier: earlier.map(told) };
}

function checksOf({ gates }: Deployment): NonNullable<Passport['deployment']>['checks'] {
  const read = z.array(gateSchema).catch([]).parse(gates);
  return read.flatMap(({ checks }) => checks.map(({ title, status, reason }) => ({ title, status, reason })));
}

export function releasePart({ nameOf }: PassportContext, release: NamedRelease): NonNullable<Passport['release']> {
  const { id, modelId, modelName, number, bundleHash, modelHash, createdBy, createdAt } = release;
  return {
    ...{ id, model: { id: modelId, name: modelName }, number, bundle: bundleHash, modelHash },
    by: nameOf(createdBy),
    at: createdAt.toISOString(),
  };
}

/** How the model was judged: first as it was registered, then by other runs. */
export async function evaluationsPart(
  { projectId }: PassportContext,
  { candidate, release }: FoundVersion,
): Promise<Passport['evaluations']> {
  const { registered, others } = judgedOf({ candidate, release });
  const judged = [...registered, ...others].slice(0, mostEvaluations);
  return Promise.all(
    judged.map(async (evaluation) => {
      const { result, createdAt, runId } = evaluation;
      const run = runId === null ? null : await getRunSummary(database(), { projectId, id: runId });
      const { rows, metrics } = result.parts[result.part];
      return {
        ...{ part: result.part, task: result.task, rows, metrics, at: createdAt.toISOString() },
        run: run === null ? null : { id: run.id, number: run.number },
        registered: registered.includes(evaluation),
      };
    }),
  );
}

type Judged = Pick<Candidate['evaluations'][number], 'result' | 'createdAt'> & { runId: RunId | null };

/** The evaluation that a release carries is one that a step made: that one stands for it, with its run. */
function judgedOf({ candidate, release }: Pick<FoundVersion, 'candidate' | 'release'>): {
  registered: Judged[];
  others: Judged[];
} {
  const made: Judged[] = (candidate?.evaluations ?? []).filter(({ id }) => id !== release?.id);
  if (release === null || release.evaluation === null) return { registered: [], others: made };
  const { evaluation: result, createdAt, runId } = release;
  const carried = canonicalJson(result);
  const own = made.find((evaluation) => canonicalJson(evaluation.result) === carried);
  return {
    registered: [own ?? { result, createdAt, runId }],
    others: made.filter((evaluation) => evaluation !== own),
  };
}

/** The run and the step that fitted the model, with their settings. */
export async function trainingPart(
  { projectId, nameOf }: PassportContext,
  candidate: Candidate,
): Promise<NonNullable<Passport['training']>> {
  const { id, title, stepType, modelHash, manifest, runId, idx, createdAt } = candidate;
  const run = await findTrainingRun(database(), { projectId, runId, idx });
  return {
    candidate: { id, title, stepType, model: modelHash },
    settings: manifest.trainer.params,
    seed: manifest.trainer.seed,
    rows: manifest.trainedOn.rows,
    seconds: manifest.seconds,
    at: createdAt.toISOString(),
    run:
      run === null
        ? null
        : {
            ...{ id: run.runId, number: run.number, by: nameOf(run.startedBy), pipeline: run.pipeline },
            step: run.step === null ? null : { idx, ...run.step },
          },
  };
}

/** The values the model read, and the fields they were made of. `planKept`: the plan that makes them is still there. */
export async function featuresPart(
  { input, output, status }: Prediction,
  { candidate, release }: FoundVersion,
): Promise<{ part: NonNullable<Passport['features']>; planKept: boolean } | null> {
  if (status === 'invalid') return null; // its values are not kept
  const manifest = candidate?.manifest ?? release?.manifest;
  if (manifest === undefined) return null;
  const { featureSetId, signature } = manifest;
  const request = requestFields(input, signature.inputs);
  const part = { set: featureSetId, count: signature.inputs.length, values: null, request };
  // A score of a batch: the model read the row of the batch, whatever stands in the request.
  if (output !== null && 'precomputed' in output) return { part, planKept: true };
  if (candidate === null) return { part, planKept: false };
  const { features, target } = candidate.manifest;
  const plan = await planOf(candidate);
  const values = plan === null ? null : featureValues({ plan, features, target, input });
  return { part: { ...part, count: features.length, values }, planKept: plan !== null };
}

/**
 * The plan of the table that a model was trained on. Feature sets with one id may come from sources with different columns,
 * so the table that the training step itself read goes first; of others counts one that asks for what the model asks for.
 */
async function planOf({ runId, idx, manifest }: Candidate): Promise<FeaturePlan | null> {
  const { featureSetId, features, target, signature } = manifest;
  const plans = await listPlansOfRun(database(), { runId, featureSetId, idx });
  const own = plans.find(({ read }) => read);
  if (own !== undefined) return own.plan;
  const names = features.map(({ name }) => name);
  const asked = inputWords(signature.inputs);
  const fits = plans.find(({ plan }) => {
    const columns = columnsAsked(plan, names, target === '' ? null : target);
    return columns !== null && inputWords(columns) === asked;
  });
  return fits?.plan ?? null;
}

/** Null where a plan does not make these features. */
function columnsAsked(plan: FeaturePlan, names: string[], target: string | null): SignatureInput[] | null {
  try {
    return signatureInputs(signatureOfPlan(plan, names, target), plan);
  } catch (error) {
    if (error instanceof PipelineError) return null;
    throw error;
  }
}

/** Names and types: levels, ranges and widths are learned on train rows, no plan has them. */
function inputWords(inputs: readonly SignatureInput[]): string {
  return canonicalJson(inputs.map(({ name, type }) => [name, type]));
}

/** The split whose marks say which rows were train rows. */
export async function splitPart(
  { projectId, nameOf }: PassportContext,
  receipt: SplitReceipt | undefined,
): Promise<Passport['split']> {
  if (receipt === undefined) return null;
  const { proof } = receipt;
  const found = proof === undefined ? null : await findSplitByProof(database(), { projectId, proof });
  if (found === null) return { record: null, signed: false, receipt };
  const { id, runId, idx, title, madeBy, signature } = found;
  const record = { id, run: runId, step: idx, title, by: nameOf(madeBy) };
  return { record, signed: signature !== null, receipt: found.receipt };
}
