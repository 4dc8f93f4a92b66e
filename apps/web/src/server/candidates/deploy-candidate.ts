import { appendAudit, type Candidate, getCandidate, listOutputs, startRun } from '@millrace/db';
import { type CandidateId, candidateIdSchema, stepIdSchema } from '@millrace/pipeline-core/ids';
import { canonicalJson, type JsonObject } from '@millrace/pipeline-core/json';
import type { ResolvedReference, RunInput, RunStep } from '@millrace/pipeline-core/run';
import { getContract, type StepType } from '@millrace/pipeline-core/steps';
import { z } from 'zod';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { type ProjectContext, projectAction } from '../use-case';
import { findSignatureRows } from './find-signature-rows';

const name = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'Use small letters, digits and dashes.');

export const deployInputSchema = z.object({
  candidate: candidateIdSchema,
  model: name,
  endpoint: name,
  strategy: z.enum(['sandbox', 'direct']).default('sandbox'),
});

/**
 * The Deploy button: a run of two steps over artifacts that are already there, so that packaging, gates and routing
 * take the same path as a drawn register-model and deploy.
 */
export const deployCandidateUseCase = projectAction('deploy', deployInputSchema, async (context, input) => {
  const candidate = await findCandidate(context, input.candidate);
  const references = await referencesOf(candidate);
  const register = releaseStep({ idx: 0, type: 'register-model', params: { name: input.model }, references });
  const deploy = releaseStep({
    idx: 1,
    type: 'deploy',
    params: { endpoint: input.endpoint, strategy: input.strategy },
    inputs: { release: [{ idx: 0, port: 'release' }] },
  });
  const started = await startRun(database(), {
    projectId: context.project.id,
    requestKey: crypto.randomUUID(),
    kind: 'release',
    startedBy: context.actor,
    mayDeploy: true,
    plan: { candidate: candidate.id, model: input.model, endpoint: input.endpoint, strategy: input.strategy },
    steps: [register, deploy],
    edges: [[0, 1]],
  });
  const details = { model: input.model, endpoint: input.endpoint, strategy: input.strategy };
  await appendAudit(database(), {
    projectId: context.project.id,
    actor: context.actor,
    action: 'candidate.deploy',
    subject: candidate.id,
    details,
  });
  return { run: started.runId, number: started.number };
});

async function findCandidate(context: ProjectContext, id: CandidateId): Promise<Candidate> {
  const candidate = await getCandidate(database(), { projectId: context.project.id, id });
  if (candidate === null) throw notFound('candidate');
  return candidate;
}

async function referencesOf(candidate: Candidate): Promise<Record<string, ResolvedReference>> {
  const { inputs } = candidate.manifest.signature;
  const found = await findSignatureRows({ runId: candidate.runId, inputs, trainerIdx: candidate.idx });
  if (found === null) {
    throw new Refusal(
      'conflict',
      'The rows this model was tested on are no longer kept, so its answers cannot be proven equal.',
      'Run its pipeline again, then deploy the new candidate.',
    );
  }
  const { rows, source } = found;
  const artifact = (label: string, artifacts: ResolvedReference['artifacts']): ResolvedReference => ({
    kind: 'artifact',
    id: candidate.id,
    label,
    artifacts,
  });
  const references: Record<string, ResolvedReference> = {
    model: artifact(candidate.title, { model: candidate.modelHash }),
    rows: artifact('Test rows', { rows: rows.table, 'rows.meta': rows.metaHash }),
    source: artifact('Rows as they came', { source: source.table, 'source.meta': source.metaHash }),
  };
  const evaluation = candidate.evaluations[0];
  if (evaluation !== undefined) {
    const outputs = await listOutputs(database(), { runId: evaluation.runId, idx: evaluation.idx });
    const output = outputs.find(({ port }) => port === 'evaluation');
    if (output !== undefined) references.evaluation = artifact('Evaluation', { evaluation: output.artifact.hash });
  }
  return references;
}

function releaseStep(o: {
  idx: number;
  type: StepType;
  params: JsonObject;
  inputs?: Record<string, RunInput[]>;
  references?: Record<string, ResolvedReference>;
}): RunStep {
  const contract = getContract(o.type);
  const params = z.record(z.string(), z.json()).parse(JSON.parse(canonicalJson(contract.params.parse(o.params))));
  return {
    idx: o.idx,
    queue: contract.needs,
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
