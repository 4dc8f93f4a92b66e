import { z } from 'zod';
import { candidateIdSchema } from '../ids';
import { overriddenSchema } from './override';
import { rolloutPlanSchema } from './rollout/rollout-plan';

/** Forward, or back to a release that served before. */
export const deploymentKindSchema = z.enum(['deploy', 'rollback']);
export type DeploymentKind = z.output<typeof deploymentKindSchema>;

/**
 * `sandbox`: the endpoint is marked and stays out of fleet figures. `direct`: all traffic at once, and it counts as live.
 * `canary`: a share of a live endpoint's traffic that grows while the release does no worse than the one before.
 */
export const deployStrategySchema = z.enum(['sandbox', 'direct', 'canary']);
export type DeployStrategy = z.output<typeof deployStrategySchema>;

/** Plan of a run that the Deploy button started: what its steps cannot say, because only a person may. */
export const deploymentPlanSchema = z.object({
  candidate: candidateIdSchema,
  model: z.string(),
  endpoint: z.string(),
  strategy: deployStrategySchema,
  /** Why all traffic moves at once, or why a failed quality gate is overridden. */
  reason: z.string().nullable(),
  override: z.boolean(),
  /** What was foreseen to fail when it was overridden; absent where nothing was, and from plans of before. */
  overridden: overriddenSchema.optional(),
  /** How a canary goes on; the steps people know where it is not said. */
  rollout: rolloutPlanSchema.optional(),
});
export type DeploymentPlan = z.output<typeof deploymentPlanSchema>;

/**
 * Why this strategy does not fit the endpoint, or null. A sandbox deployment must never replace a model that is live;
 * a direct one makes a sandbox endpoint live; a canary shares the traffic of one that is.
 */
export function strategyConflict(
  endpoint: { name: string; sandbox: boolean } | null,
  strategy: DeployStrategy,
): string | null {
  if (strategy === 'canary') {
    if (endpoint === null) return 'There is no such endpoint yet, so a canary has no traffic to share.';
    return endpoint.sandbox ? `${endpoint.name} is a sandbox, and a canary needs live traffic to share.` : null;
  }
  if (endpoint === null || endpoint.sandbox || strategy === 'direct') return null;
  return `${endpoint.name} is live, and a sandbox deployment would replace the model that answers there.`;
}

/** What to do about it. */
export function strategyAdvice(strategy: DeployStrategy): string {
  return strategy === 'canary'
    ? 'Choose a live endpoint, or deploy to this one first.'
    : 'Choose another endpoint for the sandbox, or send traffic to the new release.';
}
