import { shareText } from '@millrace/pipeline-core/percent';
import { liveRows } from './live-rows';
import type { ServingFigures } from './summarise-serving';

export type Health = { state: 'healthy' | 'watch' | 'needs-action' | 'no-data'; why: string };

/** Below this many requests a share says nothing. */
const fewRequests = 20;

/** State of an endpoint over a window, with its reason in words. Budget in milliseconds. */
export function healthOf(figures: ServingFigures, o: { budgetMs: number; windowWords: string }): Health {
  const asked = figures.served + figures.errors;
  if (asked === 0) return { state: 'no-data', why: `No requests in ${o.windowWords}.` };
  const errorShare = figures.errors / asked;
  const fallbackShare = figures.fallbacks / asked;
  if (asked >= fewRequests && errorShare > 0.05) {
    return {
      state: 'needs-action',
      why: `${percent(errorShare)} of ${rowsWords(asked)} got no answer in ${o.windowWords}.`,
    };
  }
  if (asked >= fewRequests && fallbackShare > 0.05) {
    return {
      state: 'needs-action',
      why: `${percent(fallbackShare)} of the answers came from a fallback in ${o.windowWords}.`,
    };
  }
  if (figures.errors > 0)
    return {
      state: 'watch',
      why: `${figures.errors.toLocaleString('en')} of ${rowsWords(asked)} got no answer in ${o.windowWords}.`,
    };
  if (figures.fallbacks > 0)
    return {
      state: 'watch',
      why: `${figures.fallbacks.toLocaleString('en')} answers came from a fallback in ${o.windowWords}.`,
    };
  const p95 = (figures.latency?.p95 ?? 0) / 1000;
  if (p95 > o.budgetMs * 0.8)
    return { state: 'watch', why: `19 in 20 answers take up to ${p95.toFixed(0)} ms of a budget of ${o.budgetMs} ms.` };
  const refused =
    figures.invalid === 0
      ? ''
      : ` ${figures.invalid.toLocaleString('en')} more did not fit and ${figures.invalid === 1 ? 'was' : 'were'} refused.`;
  return { state: 'healthy', why: `${rowsWords(asked)} in ${o.windowWords}, all answered in time.${refused}` };
}

function rowsWords(count: number): string {
  return count === 1 ? '1 row' : `${count.toLocaleString('en')} rows`; // a request may have many, and each is counted
}

function percent(share: number): string {
  return shareText(share, share < 0.1 ? 1 : 0);
}

/** The finding that opens the Monitoring page: about what is live. */
export function monitoringSentence(all: readonly { name: string; sandbox: boolean; health: Health }[]): string {
  if (all.length === 0) return 'No model is deployed yet.';
  const rows = liveRows(all);
  if (rows.length === 0)
    return `No model is live yet; ${all.length === 1 ? 'one answers' : `${all.length} answer`} in a sandbox.`;
  const urgent = rows.filter(({ health }) => health.state === 'needs-action');
  const watched = rows.filter(({ health }) => health.state === 'watch');
  const healthy = rows.filter(({ health }) => health.state === 'healthy');
  const models = rows.length === 1 ? 'The one live model' : `${healthy.length} of ${rows.length} models`;
  const first = urgent[0];
  if (first !== undefined) return `${first.name} needs a decision: ${lower(first.health.why)}`;
  if (watched.length > 0)
    return `${healthy.length} of ${rows.length} models are healthy; keep an eye on ${watched[0]?.name ?? ''}.`;
  if (healthy.length === 0) return 'Nobody has asked the live models anything yet.';
  return rows.length === 1 ? `${models} is healthy.` : `${models} are healthy.`;
}

function lower(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
