/** What keeps others from deploying to an endpoint: who moves it, and since when. */
export type UnderWay = { release: string /** 0: it is in shadow. */; percent: number; since: Date; who: string };

/** "churn-api is in the middle of a rollout: churn v7 has 5 % of its traffic, started by Ada on 2026-12-01 12:00 UTC." */
export function underWayWords(endpoint: string, { release, percent, since, who }: UnderWay): string {
  const at = since.toISOString().slice(0, 16).replace('T', ' ');
  const place = percent === 0 ? 'is in shadow' : `has ${percent} % of its traffic`;
  return `${endpoint} is in the middle of a rollout: ${release} ${place}, started by ${who} on ${at} UTC.`;
}

/** What to do about it. */
export const underWayAdvice = 'Wait for its end, or abort it on the page of the endpoint.';
