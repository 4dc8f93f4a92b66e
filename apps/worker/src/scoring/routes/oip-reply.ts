import type { FastifyReply } from 'fastify';
import { noteRetry, type Refusal } from './find-endpoint';

/** Every error of the Open Inference Protocol has this one body. */
export function sendOipProblem(reply: FastifyReply, status: number, message: string): FastifyReply {
  return reply.code(status).send({ error: message });
}

export function refuseOip(reply: FastifyReply, refusal: Refusal): FastifyReply {
  return sendOipProblem(noteRetry(reply, refusal), refusal.status, refusal.message);
}
