import type { FastifyReply } from 'fastify';
import type { ScoredRow } from '../answering/score-row';
import { headerWords } from './header-words';

/**
 * Tells in a header, for protocols without a word for it, that rows hold values that the model has not learned from: how many
 * rows, and in which fields.
 */
export function noteWarnings(reply: FastifyReply, rows: readonly ScoredRow[]): FastifyReply {
  const warned = rows.filter(({ warnings }) => warnings !== undefined);
  if (warned.length === 0) return reply;
  const fields = new Set(warned.flatMap(({ warnings = [] }) => warnings.map(({ field }) => field)));
  const words = `unseen values in ${warned.length} of ${rows.length} rows: ${[...fields].join(', ')}`;
  return reply.header('x-millrace-warnings', headerWords(words));
}
