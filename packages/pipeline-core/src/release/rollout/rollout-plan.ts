import { z } from 'zod';

/** One step: so much of the traffic, or of copies of it, until it has lasted and been asked enough. */
export const rolloutStepSchema = z.object({
  /** Share of the traffic that the new release answers; 0 in shadow. */
  percent: z.number().min(0).max(100),
  /** Share of the requests of which it gets a copy that nobody is answered with; only the first step may have one. */
  shadow: z.number().gt(0).max(100).optional(),
  dwellSeconds: z
    .number()
    .int()
    .nonnegative()
    .max(30 * 86_400),
  /** Requests of the new release within the step, or copies of them, counted from the first whole minute after its start. */
  minRequests: z.number().int().nonnegative().max(10_000_000),
});
export type RolloutStep = z.output<typeof rolloutStepSchema>;

/** Figures are kept by the minute, and those of the minute in which a step begins do not count. */
const leastSecondsToCompare = 120;

const margin = z.number().min(0).max(1);

/** When a new release is taken back. Margins are shares of requests by which it may be worse. */
export const abortRulesSchema = z.object({
  errorsByMore: margin.default(0.005),
  lateByMore: margin.default(0.01),
  slowByMore: margin.default(0.01),
  /** In shadow: share of the rows on which it may answer otherwise than the champion. */
  differOnMost: margin.default(0.5),
  /** Fewer requests of either release are not compared. */
  minRequests: z.number().int().min(10).max(1_000_000).default(50),
  /** Chance, over all looks of one step, to take back a release that is no worse. */
  chance: z.number().gt(0).max(0.2).default(0.01),
});
export type AbortRules = z.output<typeof abortRulesSchema>;

export const defaultRolloutSteps: RolloutStep[] = [
  { percent: 1, dwellSeconds: 600, minRequests: 100 },
  { percent: 5, dwellSeconds: 1800, minRequests: 500 },
  { percent: 25, dwellSeconds: 3600, minRequests: 1000 },
  { percent: 50, dwellSeconds: 3600, minRequests: 1000 },
  { percent: 100, dwellSeconds: 0, minRequests: 0 },
];

/** What comes before the shares where a release is to be seen on live requests first. */
export const defaultShadowStep: RolloutStep = { percent: 0, shadow: 100, dwellSeconds: 600, minRequests: 500 };

/** How an endpoint moves from one release to another: shares that grow, the last of them 100%. */
export const rolloutPlanSchema = z
  .object({
    steps: z.array(rolloutStepSchema).min(2).max(20).default(defaultRolloutSteps),
    rules: abortRulesSchema.default(abortRulesSchema.parse({})),
    /** Input column whose value keeps a caller on one release while shares grow. */
    stickyBy: z.string().min(1).max(200).optional(),
  })
  .superRefine(({ steps }, context) => {
    const message = 'Shares grow from step to step and end at 100%.';
    const grows = steps.every(({ percent }, at) => percent > (steps[at - 1]?.percent ?? -1));
    if (!grows || steps.at(-1)?.percent !== 100) context.addIssue({ code: 'custom', path: ['steps'], message });
    const odd = steps.findIndex(({ percent, shadow }, at) =>
      shadow === undefined ? percent === 0 : percent > 0 || at > 0,
    );
    if (odd >= 0) {
      const shadow =
        'A step has 0% of the traffic when it is in shadow, which only the first may be, and more otherwise.';
      context.addIssue({ code: 'custom', path: ['steps', odd], message: shadow });
    }
    const blind = steps.findIndex(
      ({ percent, dwellSeconds, minRequests }) =>
        percent < 100 && minRequests === 0 && dwellSeconds < leastSecondsToCompare,
    );
    if (blind >= 0) {
      const needs = `A step that asks for no requests lasts ${leastSecondsToCompare} s at least: a shorter one would be over before anything is compared.`;
      context.addIssue({ code: 'custom', path: ['steps', blind, 'dwellSeconds'], message: needs });
    }
  });
export type RolloutPlan = z.output<typeof rolloutPlanSchema>;

/** `running` goes on by itself; `paused` stays at its share, and is still taken back by its rules. */
export const rolloutStatusSchema = z.enum(['running', 'paused', 'done', 'aborted', 'rolled-back']);
export type RolloutStatus = z.output<typeof rolloutStatusSchema>;

/** What is done to a rollout, by a person or by its own rules. */
export const rolloutMoveKindSchema = z.enum(['started', 'next', 'all', 'paused', 'resumed', 'aborted', 'rolled-back']);

/** How often a step was judged, and at how many requests last: each look has its part of the chance for a false alarm. */
export const looksSchema = z.object({
  count: z.number().int().nonnegative(),
  requests: z.number().int().nonnegative(),
});
export type Looks = z.output<typeof looksSchema>;
export const noLooks: Looks = { count: 0, requests: 0 };
