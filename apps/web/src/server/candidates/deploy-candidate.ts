import { appendAudit, type Candidate, type Db, findEndpointByName, lockDestination, startRun } from '@millrace/db';
import { candidateIdSchema, stepIdSchema } from '@millrace/pipeline-core/ids';
import { canonicalJson, type JsonObject, jsonSchema } from '@millrace/pipeline-core/json';
import {
  answersAlreadyWords,
  type DeploymentPlan,
  deployedAgainWords,
  deployStrategySchema,
  failureText,
  type ModelFormat,
  nothingChangesAdvice,
  overriddenCheckSchema,
  overrideOf,
  releaseNameSchema,
  strategyAdvice,
  strategyConflict,
  uncoveredChecks,
  writtenReasonSchema,
} from '@millrace/pipeline-core/release';
import { rolloutPlanSchema } from '@millrace/pipeline-core/rollout';
import type { ResolvedReference, RunInput, RunStep } from '@millrace/pipeline-core/run';
import { getContract, queueAsking, queueOf, type StepType } from '@millrace/pipeline-core/steps';
import { z } from 'zod';
import { database } from '../database';
import { requireTypedName } from '../endpoints/typed-name';
import { refuseUnderWay } from '../endpoints/under-way';
import { Refusal } from '../errors';
import { type ProjectContext, projectAction } from '../use-case';
import { findPackedEvaluation } from './answers-already';
import { findCandidate } from './find-candidate';
import { findSignatureRows } from './find-signature-rows';
import { foreseeDeployment } from './preview-deployment';

export const deployInputSchema = z.object({
  candidate: candidateIdSchema,
  model: releaseNameSchema,
  endpoint: releaseNameSchema,
  strategy: deployStrategySchema.default('sandbox'),
  /** Why all traffic moves at once; `direct` needs it, and so does an override. */
  reason: writtenReasonSchema.optional(),
  /** Goes on although a quality gate fails: the endpoint's name, typed by the person. */
  override: z.string().optional(),
  /** What was seen to fail, which is all an override covers; what fails now where it is left out. */
  overridden: z.array(overriddenCheckSchema).optional(),
  /** How a canary goes on; other strategies take none. */
  rollout: rolloutPlanSchema.optional(),
});
type DeployInput = z.output<typeof deployInputSchema>;

/**
 * The Deploy button: a run of two steps over artifacts that are already there, so that packaging, gates and routing
 * take the same path as a drawn register-model and deploy.
 */
export const deployCandidateUseCase = projectAction('deploy', deployInputSchema, async (context, input) => {
  const candidate = await findCandidate(context, input.candidate);
  const plan = await planDeployment(context, input);
  const references = await referencesOf(candidate);
  const { format } = candidate.manifest;
  const register = releaseStep({ idx: 0, type: 'register-model', params: { name: input.model }, references, format });
  const deploy = releaseStep({
    idx: 1,
    type: 'deploy',
    params: { endpoint: input.endpoint, strategy: input.strategy },
    inputs: { release: [{ idx: 0, port: 'release' }] },
  });
  return database().transaction((tx) => startPacking(tx, context, { plan, steps: [register, deploy] }));
});

/** Of two people who deploy to one endpoint at once the second one waits here, then sees the run of the first. */
async function startPacking(
  tx: Db,
  { project, actor }: ProjectContext,
  { plan, steps }: { plan: DeploymentPlan; steps: RunStep[] },
) {
  const { candidate, ...details } = plan;
  const destination = { projectId: project.id, name: plan.endpoint };
  const endpoint = await lockDestination(tx, destination);
  await refuseUnderWay(tx, { ...destination, id: endpoint?.id ?? null });
  const { runId, number } = await startRun(tx, {
    projectId: project.id,
    requestKey: crypto.randomUUID(),
    kind: 'release',
    startedBy: actor,
    mayDeploy: true,
    plan: jsonSchema.parse(plan),
    steps,
    edges: [[0, 1]],
  });
  await appendAudit(tx, {
    projectId: project.id,
    actor,
    action: 'candidate.deploy',
    subject: candidate,
    details: jsonSchema.parse(details),
  });
  return { run: runId, number };
}

/** Refuses what could only fail later: a strategy that does not fit the endpoint, a reason that is not there. */
async function planDeployment(context: ProjectContext, input: DeployInput): Promise<DeploymentPlan> {
  const { candidate, model, endpoint, strategy, reason, override, rollout } = input;
  const destination = { projectId: context.project.id, name: endpoint };
  const present = await findEndpointByName(database(), destination);
  const conflict = strategyConflict(present, strategy);
  if (conflict !== null) throw new Refusal('conflict', conflict, strategyAdvice(strategy));
  await refuseUnderWay(database(), { ...destination, id: present?.id ?? null });
  await refuseUnchanged(context, input);
  if (override !== undefined) requireTypedName(override, endpoint);
  if (reason === undefined && (strategy === 'direct' || override !== undefined)) {
    const what = override === undefined ? 'Sending all traffic at once' : 'Overriding a check';
    throw new Refusal('invalid', `${what} needs a reason.`, 'Say in a sentence why this is right.');
  }
  const canary = strategy === 'canary' && rollout !== undefined ? { rollout } : {};
  const plan = { candidate, model, endpoint, strategy, reason: reason ?? null, ...canary };
  if (override === undefined) return { ...plan, override: false };
  const { forecast } = await foreseeDeployment(context, input); // what the sheet shows whoever overrides
  const { overridden = overrideOf(forecast.failed) } = input;
  const [unseen] = uncoveredChecks([{ gate: 'quality', checks: forecast.failed }], overridden);
  if (unseen !== undefined)
    throw new Refusal(
      'conflict',
      `This is not what the override is of. ${failureText(unseen)}`,
      'Read the checks as they are now, then decide again.',
    );
  return { ...plan, override: true, overridden };
}

/** Refuses what would change nothing: the model answers there already as it would after it. */
async function refuseUnchanged(context: ProjectContext, input: DeployInput): Promise<void> {
  const { already } = await foreseeDeployment(context, input); // what the sheet shows
  if (already === null || deployedAgainWords(already, input.strategy) !== null) return;
  throw new Refusal('conflict', answersAlreadyWords(already), nothingChangesAdvice);
}

type KeptInputs = Record<'model' | 'rows' | 'source', ResolvedReference>;

/** The model of a candidate and the rows it is proven on, as inputs of a step. Refuses where they are not kept any more. */
export async function provenInputs(candidate: Candidate, next: string): Promise<KeptInputs> {
  const kept = await keptInputs(candidate);
  if (kept !== null) return kept;
  throw new Refusal(
    'conflict',
    'The rows this model was tested on are no longer kept, so its answers cannot be proven equal.',
    next,
  );
}

/** The model of a candidate and the rows of its run, as inputs of a step; null where the rows are not kept any more. */
export async function keptInputs(candidate: Candidate): Promise<KeptInputs | null> {
  const { inputs } = candidate.manifest.signature;
  const found = await findSignatureRows({ runId: candidate.runId, inputs, trainerIdx: candidate.idx });
  if (found === null) return null;
  const { rows, source } = found;
  return {
    model: artifactOf(candidate, candidate.title, { model: candidate.modelHash }),
    rows: artifactOf(candidate, 'Test rows', { rows: rows.table, 'rows.meta': rows.metaHash }),
    source: artifactOf(candidate, 'Rows as they came', { source: source.table, 'source.meta': source.metaHash }),
  };
}

function artifactOf(candidate: Candidate, label: string, artifacts: ResolvedReference['artifacts']): ResolvedReference {
  return { kind: 'artifact', id: candidate.id, label, artifacts };
}

async function referencesOf(candidate: Candidate): Promise<Record<string, ResolvedReference>> {
  const references: Record<string, ResolvedReference> = await provenInputs(
    candidate,
    'Run its pipeline again, then deploy the new candidate.',
  );
  const [newest] = candidate.evaluations;
  const evaluation = newest === undefined ? null : await findPackedEvaluation(newest);
  if (evaluation !== null) references.evaluation = artifactOf(candidate, 'Evaluation', { evaluation });
  return references;
}

/** A step of a run that nobody drew: its contract with these parameters, over what is there already. */
export function releaseStep(o: {
  idx: number;
  type: StepType;
  params: JsonObject;
  inputs?: Record<string, RunInput[]>;
  references?: Record<string, ResolvedReference>;
  /** Of the model that it asks. */
  format?: ModelFormat;
}): RunStep {
  const contract = getContract(o.type);
  const queue = queueOf(contract, contract.params.parse(o.params), null);
  const params = z.record(z.string(), z.json()).parse(JSON.parse(canonicalJson(contract.params.parse(o.params))));
  return {
    idx: o.idx,
    queue: o.format === undefined ? queue : queueAsking(queue, o.format),
    max_attempts: 3,
    spec: {
      v: 1,
      step: stepIdSchema.parse(o.type),
      title: contract.title,
      type: o.type,
      version: contract.version,
      params,
      seed: 20,
      inputs: o.inputs ?? {},
      references: o.references ?? {},
      limits: { seconds: 900, megabytes: 4096 },
      force: false,
    },
  };
}
