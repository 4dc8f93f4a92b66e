import type { FastifyReply } from 'fastify';
import type { ScoredRow } from '../answering/score-row';
import { headerWords } from './header-words';

/**
 * Tells in a header, for protocols without a word for it, that others answered than the release that was routed to: how many
 * rows, and of the first of them who answered and why.
 */
export function noteFallback(reply: FastifyReply, rows: readonly ScoredRow[]): FastifyReply {
  const others = rows.filter(({ rank }) => rank > 0);
  const [first] = others;
  if (first === undefined) return reply;
  const who = first.release === null ? 'the constant' : `v${first.release.number}`;
  const words = `${others.length} of ${rows.length} by another; ${who}, because ${first.reason ?? 'no release answered'}`;
  return reply.header('x-millrace-fallback', headerWords(words));
}
