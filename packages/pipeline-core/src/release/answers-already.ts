import { assertNever } from '../exhaustive';
import { shareText } from '../percent';
import type { DeployStrategy } from './deployment-plan';

/** A release of the model to deploy that an endpoint gives traffic to. */
export type AnswersAlready = {
  endpoint: { name: string; sandbox: boolean };
  /** The newest revision of the endpoint. */
  revision: number;
  /** By name and number. */
  release: string;
  /** Of the traffic; above 0, at most 1. */
  share: number;
  /** No other release there has more. */
  busiest: boolean;
  /** What makes it another release this time, as the end of "It is packed anew: "; null: it stays the one it is. */
  packedAnew: string | null;
};

/** "churn v2 answers at shop already: revision 3, 100% of the traffic." */
export function answersAlreadyWords({ endpoint, revision, release, share }: AnswersAlready): string {
  return `${release} answers at ${endpoint.name} already: revision ${revision}, ${shareText(share)} of the traffic.`;
}

/** What deploying it again changes, as a sentence; null: nothing, and so it is refused. */
export function deployedAgainWords(already: AnswersAlready, strategy: DeployStrategy): string | null {
  if (already.packedAnew !== null) return `Deployed again, it is packed anew: ${already.packedAnew}.`;
  const change = changeBy(already, strategy);
  return change === null ? null : `Deployed again, it ${change}.`;
}

/** Beside a button that does nothing. */
export const nothingChangesAdvice =
  'Deploying it again this way would change nothing. Choose another candidate, endpoint or way.';

function changeBy({ endpoint, share, busiest }: AnswersAlready, strategy: DeployStrategy): string | null {
  const rest = share < 1 ? `takes all traffic instead of ${shareText(share)}` : null;
  switch (strategy) {
    case 'sandbox':
      return rest;
    case 'direct':
      return endpoint.sandbox ? [rest, `makes ${endpoint.name} live`].filter(Boolean).join(' and ') : rest;
    case 'canary':
      return busiest ? null : `begins its canary anew, instead of ${shareText(share)}`;
    default:
      return assertNever(strategy);
  }
}
