import {
  appendAudit,
  appendRevision,
  findOpenRollout,
  getReleaseUnchecked,
  isOpenDeployment,
  listDeployments,
  lockEndpoint,
} from '@millrace/db';
import { endpointIdSchema } from '@millrace/pipeline-core/ids';
import {
  type AnswerFacts,
  busiest,
  type EndpointConfig,
  type LastAnswer,
  lastAnswerSchema,
  precomputedSettingsSchema,
  processChoiceSchema,
  rememberSettingsSchema,
  unfitLastAnswer,
} from '@millrace/pipeline-core/release';
import { z } from 'zod';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { projectAction } from '../use-case';

/** What is not said stays. */
export const endpointSettingsSchema = z.object({
  endpoint: endpointIdSchema,
  /** Where its releases answer; `automatic`: as their formats need it. */
  process: z.enum(['automatic', ...processChoiceSchema.options]).optional(),
  /** What answers where no release of its chain does. */
  last: lastAnswerSchema.optional(),
  /** From which scores of batches it answers; null: from none. */
  precomputed: precomputedSettingsSchema.nullable().optional(),
  /** How long an answer to the same row is given again; null: each row is computed. */
  remember: rememberSettingsSchema.nullable().optional(),
});
type Settings = z.output<typeof endpointSettingsSchema>;

/** Sets how an endpoint answers beside its routes: a revision, with the same traffic. */
export const configureEndpointUseCase = projectAction(
  'deploy',
  endpointSettingsSchema,
  async ({ project, actor }, input) =>
    database().transaction(async (tx) => {
      const endpoint = await lockEndpoint(tx, { projectId: project.id, id: input.endpoint });
      if (endpoint === null) throw notFound('endpoint');
      const { name, config } = endpoint;
      if (config === null)
        throw new Refusal('conflict', `${name} does not answer yet.`, 'Deploy a release to it first.');
      const key = { projectId: project.id, endpointId: endpoint.id };
      const moving = (await listDeployments(tx, key)).some(isOpenDeployment);
      if (moving || (await findOpenRollout(tx, endpoint.id)) !== null) {
        throw new Refusal(
          'conflict',
          `${name} is being deployed to, so its settings stay as they are.`,
          'Wait until the deployment or the rollout has ended, or end it.',
        );
      }
      if (input.last !== undefined) {
        const release = await getReleaseUnchecked(tx, busiest(config));
        if (release !== null) requireFit(input.last, release.manifest);
      }
      const next = withSettings(config, input);
      const written = await appendRevision(tx, { endpointId: endpoint.id, config: next, createdBy: actor });
      if (!written.ok) throw notFound('endpoint');
      await appendAudit(tx, {
        projectId: project.id,
        actor,
        action: 'endpoint.configure',
        subject: endpoint.id,
        details: { ...settingsOf(next), revision: written.value.revision },
      });
      return { revision: written.value.revision, ...settingsOf(next) };
    }),
);

function withSettings(config: EndpointConfig, wish: Settings): EndpointConfig {
  const { process: place, precomputed: scores, remember: again, ...kept } = config;
  const process = chosen(place, wish.process === 'automatic' ? null : wish.process);
  const precomputed = chosen(scores, wish.precomputed);
  const remember = chosen(again, wish.remember);
  return {
    ...kept,
    ...(wish.last === undefined ? {} : { last: wish.last }),
    ...(process === undefined ? {} : { process }),
    ...(precomputed === undefined ? {} : { precomputed }),
    ...(remember === undefined ? {} : { remember }),
  };
}

/** What is not said stays; null takes it away. */
function chosen<T>(before: T | undefined, wish: T | null | undefined): T | undefined {
  return wish === undefined ? before : (wish ?? undefined);
}

/** The settings of an endpoint as they are said and written down. */
function settingsOf({ process, last, precomputed, remember }: EndpointConfig) {
  return {
    process: process ?? ('automatic' as const),
    last: { ...last },
    precomputed: precomputed ?? null,
    remember: remember ?? null,
  };
}

/** A constant is read as an answer of the model: it has to be one that the model could give. */
function requireFit(last: LastAnswer, answers: AnswerFacts): void {
  const unfit = unfitLastAnswer(last, answers);
  if (unfit !== null)
    throw new Refusal('invalid', `${unfit.seen} is no answer of this model.`, `Give ${unfit.expected}.`);
}
