import type { Logger } from '../../logger';
import { messageOf } from '../message-of';

/** What became of a request whose handling threw: its own fault, as fastify says by a status, or ours. */
export type FailedRequest = { status: number; message: string } | null;

/** Null: the server is at fault; its log says how, the caller is not told. */
export function judgeFailure(error: unknown, o: { url: string; logger: Logger }): FailedRequest {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status >= 400 && status < 500) return { status, message: messageOf(error) };
  const stack = error instanceof Error ? error.stack : undefined;
  o.logger.error({ url: o.url, error: messageOf(error), stack }, 'request failed');
  return null;
}
