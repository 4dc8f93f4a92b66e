import type { RunId } from '../../ids';
import { percentText } from '../../percent';

/** A rollout that is not over: who moves the endpoint, and since when. */
export type UnderWay = { release: string /** 0: it is in shadow. */; percent: number; since: Date; who: string };

/** A deployment that is not over: its release moves nothing yet. */
export type Deploying = {
  release: string;
  since: Date;
  who: string;
  /** It is packed, and waits for the figures that its checks compare. */
  waits: boolean;
};

/** A deployment that was asked for: a run packs its release first. */
export type Packing = { model: string; since: Date; who: string; run: { id: RunId; number: number } };

/** What keeps others from deploying to an endpoint. */
export type InTheWay =
  | ({ kind: 'rollout' } & UnderWay)
  | ({ kind: 'deployment' } & Deploying)
  | ({ kind: 'packing' } & Packing);

/** "churn-api is in the middle of a rollout: churn v7 has 5% of its traffic, started by Ada on 2026-12-01 12:00 UTC." */
export function underWayWords(
  endpoint: string,
  { release, percent, since, who }: UnderWay,
  at: string = minuteOf(since),
): string {
  const place = percent === 0 ? 'is in shadow' : `has ${percentText(percent)} of its traffic`;
  return `${endpoint} is in the middle of a rollout: ${release} ${place}, started by ${who} on ${at}.`;
}

/** What to do about it. */
export const underWayAdvice = 'Wait for its end, or abort it on the page of the endpoint.';

/** What is in the way, as a sentence. `at`: when it began, where the page says times in its own way; else in UTC. */
export function inTheWayWords(endpoint: string, what: InTheWay, at: string = minuteOf(what.since)): string {
  if (what.kind === 'rollout') return underWayWords(endpoint, what, at);
  return `Another deployment to ${endpoint} is going on: ${stateOf(what)}, started by ${what.who} on ${at}.`;
}

function stateOf(what: Exclude<InTheWay, { kind: 'rollout' }>): string {
  if (what.kind === 'packing') return `run ${what.run.number} packs ${what.model}`;
  return what.waits ? `${what.release} waits for its evaluation` : `${what.release} is in its checks`;
}

/** What to do about what is in the way. */
export function inTheWayAdvice(what: InTheWay): string {
  if (what.kind === 'rollout') return underWayAdvice;
  if (what.kind === 'packing') return 'Wait for its end, or cancel its run.';
  return what.waits
    ? 'Wait for its end, or cancel it on the timeline of the endpoint.'
    : 'Wait for its end: the checks then compare with what answers by then.';
}

function minuteOf(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
