import type { FastifyReply } from 'fastify';

/** Calls back when the answer has been sent, or its connection is gone. */
export function afterAnswer(reply: FastifyReply): (work: () => void) => void {
  return (work) => void reply.raw.once('close', work);
}
