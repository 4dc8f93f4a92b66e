import { percentText } from '@millrace/pipeline-core/percent';
import { type DeployStrategy, isWrittenReason, nothingChangesAdvice } from '@millrace/pipeline-core/release';
import {
  defaultRolloutSteps,
  defaultShadowStep,
  type InTheWay,
  type RolloutPlan,
  rolloutPlanSchema,
} from '@millrace/pipeline-core/rollout';

export type KnownEndpoint = { name: string; sandbox: boolean };

/** A live endpoint takes no sandbox deployment, and only a live one has traffic to share: there a canary is proposed. */
export function fitStrategy(wanted: DeployStrategy, endpoint: KnownEndpoint | null): DeployStrategy {
  const isLive = endpoint !== null && !endpoint.sandbox;
  if (isLive) return wanted === 'sandbox' ? 'canary' : wanted;
  return wanted === 'canary' ? 'sandbox' : wanted;
}

/** Share of the traffic that a canary begins with. */
export const firstPercent = defaultRolloutSteps[0]?.percent ?? 1;

/** Whether a canary begins in shadow: share of the requests that are copied, and of the rows that may differ. */
export type ShadowChoice = { first: boolean; percent: number; differOnMost: number };

export const noShadow: ShadowChoice = { first: false, percent: 100, differOnMost: 0.5 };

/** How a canary goes on, as the person chose. */
export function planOf({ first, percent, differOnMost }: ShadowChoice, stickyBy: string | null): RolloutPlan {
  const begins = first
    ? { steps: [{ ...defaultShadowStep, shadow: percent }, ...defaultRolloutSteps], rules: { differOnMost } }
    : {};
  return rolloutPlanSchema.parse({ ...begins, ...(stickyBy === null ? {} : { stickyBy }) });
}

/** What the click does to the endpoint, to be read after "<release> will". */
export function effectOf(o: {
  name: string;
  present: KnownEndpoint | null;
  serves: string | null;
  strategy: DeployStrategy;
  shadow: ShadowChoice;
}) {
  if (o.strategy === 'canary' && o.present !== null) return canaryEffect(o);
  const fallback = o.serves === null ? '' : ` ${o.serves}, which answers there today, stays as fallback.`;
  if (o.present === null) {
    return o.strategy === 'sandbox'
      ? `answer at ${o.name}, a new sandbox endpoint.`
      : `answer at ${o.name}, a new live endpoint.`;
  }
  if (o.strategy === 'sandbox') return `answer at ${o.name}, which stays a sandbox.${fallback}`;
  return o.present.sandbox
    ? `take all traffic of ${o.name}, which is a sandbox today and becomes live.${fallback}`
    : `take all live traffic of ${o.name}.${fallback}`;
}

function canaryEffect(o: { name: string; serves: string | null; shadow: ShadowChoice }): string {
  const { name, serves, shadow } = o;
  if (serves === null) return `take no share of ${name}: it answers there already.`;
  return shadow.first
    ? `get a copy of ${percentText(shadow.percent)} of live requests on ${name}; ${serves} answers all of them.`
    : `take ${percentText(firstPercent)} of live traffic on ${name}; ${serves} keeps ${percentText(100 - firstPercent)}.`;
}

/** Why the button cannot be pressed yet, as the next thing to do; null when nothing is missing. */
export function waitsFor(o: {
  named: boolean;
  outcome: 'open' | 'override' | 'blocked' | null;
  needsReason: boolean;
  reason: string;
  overrides: boolean;
  typed: string;
  endpoint: string;
  /** It answers there already, as it would after it. */
  changesNothing: boolean;
  /** What somebody else does to the endpoint now. */
  inTheWay: InTheWay | null;
}): string | null {
  if (!o.named) return 'Mend the names first.';
  if (o.outcome === 'blocked') return 'A check blocks this. Mend it, or choose another endpoint.';
  if (o.inTheWay !== null) return 'Somebody else is deploying here, as is said above.';
  if (o.changesNothing) return nothingChangesAdvice;
  if (o.needsReason && !isWrittenReason(o.reason)) return 'Write the reason first: a short sentence.';
  if (o.overrides && o.typed !== o.endpoint) return `Type ${o.endpoint} to confirm.`;
  return null;
}
