import type { Outputs } from '../../client/outputs';
import { formatCount } from '../../lib/format-number';

export type Stream = Outputs['streams']['list']['streams'][number];

/** Where answers go, rule by rule. */
export function routeWords({ rules }: Pick<Stream, 'rules'>): string[] {
  return [
    ...rules.routes.map(({ answer, topic }) => `${answer} → ${topic}`),
    `${rules.routes.length === 0 ? 'all answers' : 'all else'} → ${rules.otherwise}`,
  ];
}

export type StreamState = { word: string; tone: 'success' | 'warning' | 'neutral' };

/** How a stream is doing, in a few words. */
export function streamState(
  stream: Pick<Stream, 'paused' | 'error' | 'mostWaiting' | 'unread' | 'behind'>,
): StreamState {
  const { paused, error, mostWaiting, unread, behind } = stream;
  if (paused) return { word: 'paused', tone: 'neutral' };
  if (error !== null) return { word: 'tries again', tone: 'warning' };
  if (behind > 0 && mostWaiting !== null && unread >= mostWaiting)
    return { word: `waits: ${formatCount(unread, 'answer')} unread`, tone: 'warning' };
  return { word: 'works', tone: 'success' };
}

/** Rules of a form: lines without an answer or a topic are left out. */
export function writtenRoutes(
  lines: readonly { answer: string; topic: string }[],
): { answer: string; topic: string }[] {
  return lines
    .map(({ answer, topic }) => ({ answer: answer.trim(), topic: topic.trim() }))
    .filter(({ answer, topic }) => answer !== '' && topic !== '');
}
