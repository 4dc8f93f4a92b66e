import type { FastifyReply } from 'fastify';
import type { ScoredRow } from '../answering/score-row';

/** As many fields as a header should name. */
const mostFields = 20;

/**
 * Tells in a header, for protocols without a word for it, that rows hold values that the model has not learned from: how many
 * rows, and in which fields.
 */
export function noteWarnings(reply: FastifyReply, rows: readonly ScoredRow[]): FastifyReply {
  const warned = rows.filter(({ warnings }) => warnings !== undefined);
  if (warned.length === 0) return reply;
  const fields = new Set(warned.flatMap(({ warnings = [] }) => warnings.map(({ field }) => field)));
  const words = `unseen values in ${warned.length} of ${rows.length} rows: ${[...fields].slice(0, mostFields).join(', ')}`;
  // Names of fields are anybody's; a header holds printable ASCII.
  return reply.header('x-millrace-warnings', words.replace(/[^\x20-\x7e]/g, '?'));
}
