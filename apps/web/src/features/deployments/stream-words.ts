import { isClosedTopic } from '@millrace/pipeline-core/events';
import type { Outputs } from '../../client/outputs';
import { formatCount } from '../../lib/format-number';

export type Stream = Outputs['streams']['list']['streams'][number];

/** Which answers go to which topic, rule by rule. */
export function routesOf({ rules }: Pick<Stream, 'rules'>): { answer: string; topic: string }[] {
  const rest = rules.routes.length === 0 ? 'every answer' : 'any other answer';
  return [...rules.routes, { answer: rest, topic: rules.otherwise }];
}

export type StreamState = { word: string; tone: 'success' | 'warning' | 'neutral' };

/** How a stream is doing, in a few words. */
export function streamState(
  stream: Pick<Stream, 'paused' | 'error' | 'mostWaiting' | 'unread' | 'behind' | 'hasRelease'>,
): StreamState {
  const { paused, error, mostWaiting, unread, behind, hasRelease } = stream;
  if (paused) return { word: 'paused', tone: 'neutral' };
  if (!hasRelease) return { word: 'waits for a release', tone: 'warning' };
  if (error !== null) return { word: 'tries again', tone: 'warning' };
  if (behind > 0 && mostWaiting !== null && unread >= mostWaiting)
    return { word: `waits: ${formatCount(unread, 'answer')} unread`, tone: 'warning' };
  return { word: behind > 0 ? 'scoring' : 'up to date', tone: 'success' };
}

/** Why rows of the test data cannot be sent to the topic of a stream; null where they can. */
export function whyNoTestRows({ topic, hasRelease }: Pick<Stream, 'topic' | 'hasRelease'>): string | null {
  if (isClosedTopic(topic)) return 'Nobody but Millrace writes to this topic.';
  return hasRelease ? null : 'The endpoint has no model yet whose test data could be sent.';
}

/** Rules of a form: lines without an answer or a topic are left out. */
export function writtenRoutes(
  lines: readonly { answer: string; topic: string }[],
): { answer: string; topic: string }[] {
  return lines
    .map(({ answer, topic }) => ({ answer: answer.trim(), topic: topic.trim() }))
    .filter(({ answer, topic }) => answer !== '' && topic !== '');
}
