import { endpointIdSchema, idOf } from '@millrace/pipeline-core/ids';
import {
  lastAnswerSchema,
  precomputedSettingsSchema,
  rememberSettingsSchema,
  writtenReasonSchema,
} from '@millrace/pipeline-core/release';
import { rolloutStatusSchema, rolloutStepSchema } from '@millrace/pipeline-core/rollout';
import { z } from 'zod';
import { cancelDeploymentUseCase } from '../../endpoints/cancel-deployment';
import { configureEndpointUseCase, endpointSettingsSchema } from '../../endpoints/configure-endpoint';
import { moveRolloutSchema, moveRolloutUseCase } from '../../endpoints/move-rollout';
import { rollBackUseCase } from '../../endpoints/roll-back';
import { endpointRolloutsUseCase } from '../../endpoints/rollouts';
import { parseInput } from '../../errors';
import { findRelease } from '../../models/find-release';
import { needsDeploy, needsView, operation } from '../operation';

const rateShape = z.object({ hits: z.number(), of: z.number() });

const rolloutShape = z.object({
  id: z.string(),
  champion: z.string(),
  challenger: z.string(),
  status: rolloutStatusSchema,
  steps: z.array(rolloutStepSchema),
  step: z.number().int(),
  since: z.string(),
  reason: z.string().nullable(),
  /** Send it back as `seen` with a move. */
  moves: z.number().int(),
});

const newestShape = rolloutShape.extend({
  /** What the step still needs, in words. */
  missing: z.array(z.string()),
  /** Of a step in shadow: copies that were dropped under load, and on how many of the rows both answered alike. */
  shadow: z
    .object({
      dropped: z.number(),
      compared: z.number(),
      agreed: z.number(),
      meanDifference: z.number().nullable(),
      verdict: z.enum(['fine', 'worse', 'too-few']),
    })
    .nullable(),
  rates: z.array(
    z.object({
      rate: z.enum(['errors', 'late', 'slow']),
      champion: rateShape,
      challenger: rateShape,
      chance: z.number(),
      verdict: z.enum(['fine', 'worse', 'too-few']),
    }),
  ),
});

type Found = Awaited<ReturnType<typeof endpointRolloutsUseCase.run>>['rollouts'][number];

function shapeRollout({ id, names, status, plan, step, since, reason, moves }: Found): z.input<typeof rolloutShape> {
  return { id, ...names, status, steps: plan.steps, step, since: since.toISOString(), reason, moves };
}

type Newest = NonNullable<Awaited<ReturnType<typeof endpointRolloutsUseCase.run>>['newest']>;

function shapeNewest(newest: Newest): z.input<typeof newestShape> {
  const { missing, rates, answers } = newest;
  const { shadow } = newest.figures;
  const copies = shadow === undefined || answers === null ? null : { ...shadow, verdict: answers.verdict };
  return { ...shapeRollout(newest), missing, rates, shadow: copies };
}

export const rolloutOperations = [
  operation({
    id: 'listRollouts',
    method: 'GET',
    path: '/endpoints/{id}/rollouts',
    summary: 'Rollouts of an endpoint, newest first, and how the newest compares both releases at its step.',
    needs: needsView,
    answer: z.object({ items: z.array(rolloutShape), newest: newestShape.nullable() }),
    run: async ({ context, path }) => {
      const endpoint = parseInput(endpointIdSchema, path.id);
      const { rollouts, newest } = await endpointRolloutsUseCase.run(context, { endpoint });
      return {
        items: rollouts.map(shapeRollout),
        newest: newest === null ? null : shapeNewest(newest),
      };
    },
  }),
  operation({
    id: 'moveRollout',
    method: 'POST',
    path: '/rollouts/{id}/moves',
    summary: 'Pauses or resumes a rollout, takes its next step, sends all traffic, or takes the release back.',
    needs: needsDeploy,
    body: moveRolloutSchema.omit({ id: true }),
    answer: z.object({
      status: rolloutStatusSchema,
      step: z.number().int(),
      moves: z.number().int(),
      percent: z.number(),
    }),
    status: 201,
    run: ({ context, path, body }) =>
      moveRolloutUseCase.run(context, { ...body, id: parseInput(idOf('rollout'), path.id) }),
  }),
  operation({
    id: 'rollBackEndpoint',
    method: 'POST',
    path: '/endpoints/{id}/roll-back',
    summary: 'Sends an endpoint back to the release that answered before; refused where the way back is another one.',
    needs: needsDeploy,
    body: z.object({ release: z.string().trim().min(1), reason: writtenReasonSchema.optional() }),
    answer: z.object({ deployment: z.string() }),
    status: 201,
    async run({ context, path, body }) {
      const endpoint = parseInput(endpointIdSchema, path.id);
      const { id: release } = await findRelease(context, body.release);
      return rollBackUseCase.run(context, { endpoint, release, reason: body.reason });
    },
  }),
  operation({
    id: 'cancelDeployment',
    method: 'POST',
    path: '/deployments/{id}/cancel',
    summary:
      'Cancels a deployment that waits for an evaluation, or for its turn; refused where it has begun or is over.',
    needs: needsDeploy,
    answer: z.object({ deployment: z.string(), status: z.literal('cancelled') }),
    async run({ context, path }) {
      const { deployment } = await cancelDeploymentUseCase.run(context, {
        id: parseInput(idOf('deployment'), path.id),
      });
      return { deployment, status: 'cancelled' as const };
    },
  }),
  operation({
    id: 'configureEndpoint',
    method: 'POST',
    path: '/endpoints/{id}/settings',
    summary:
      'Sets where the releases of an endpoint answer, what answers where none of them does, and which answers come from memory.',
    needs: needsDeploy,
    body: endpointSettingsSchema.omit({ endpoint: true }),
    answer: z.object({
      revision: z.number().int(),
      process: z.string(),
      last: lastAnswerSchema,
      precomputed: precomputedSettingsSchema.nullable(),
      remember: rememberSettingsSchema.nullable(),
    }),
    status: 201,
    run: ({ context, path, body }) =>
      configureEndpointUseCase.run(context, { ...body, endpoint: parseInput(endpointIdSchema, path.id) }),
  }),
];
