import type { FastifyReply } from 'fastify';

/** Calls back when the answer has been sent, or its connection is gone: in a moment where it is gone already. */
export function afterAnswer(reply: FastifyReply): (work: () => void) => void {
  return (work) => {
    if (reply.raw.closed) setImmediate(work);
    else reply.raw.once('close', work);
  };
}
