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
  processChoiceSchema,
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
});
type Settings = z.output<typeof endpointSettingsSchema>;

/** Sets where the releases of an endpoint answer and what the end of its chain is: a revision, with the same traffic. */
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
        details: { process: next.process ?? 'automatic', last: { ...next.last }, revision: written.value.revision },
      });
      return { revision: written.value.revision, process: next.process ?? 'automatic', last: next.last };
    }),
);

function withSettings(config: EndpointConfig, { process, last }: Settings): EndpointConfig {
  const { process: before, ...kept } = config;
  const chosen = process === undefined ? before : process === 'automatic' ? undefined : process;
  return { ...kept, ...(chosen === undefined ? {} : { process: chosen }), ...(last === undefined ? {} : { last }) };
}

/** A constant is read as an answer of the model: it has to be one that the model could give. */
function requireFit(last: LastAnswer, answers: AnswerFacts): void {
  const unfit = unfitLastAnswer(last, answers);
  if (unfit !== null)
    throw new Refusal('invalid', `${unfit.seen} is no answer of this model.`, `Give ${unfit.expected}.`);
}
