/** As much of an answer as routes need to give it: fastify's replies are one, and those to plain requests. */
export type Reply = {
  readonly statusCode: number;
  code(status: number): unknown;
  header(name: string, value: string): unknown;
  /** Sends a value as JSON; the answer ends with it. */
  send(value: unknown): unknown;
};

export type Problem = { code: string; message: string; fields?: unknown; known?: readonly string[] };

export function sendProblem<R extends Reply>(reply: R, status: number, error: Problem): R {
  reply.code(status);
  reply.send({ error });
  return reply;
}
