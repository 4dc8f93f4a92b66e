import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { onCore } from '../load/pinned';

const reportSchema = z.object({
  requests: z.object({ average: z.number() }),
  non2xx: z.number(),
  errors: z.number(),
});

/**
 * Requests a second over so many connections, each of which sends the next request when it has its answer. The load
 * generator has the second core for itself. Throws where an answer was not good.
 * @param tools folder whose node_modules holds autocannon
 */
export async function requestsPerSecond(o: {
  tools: string;
  url: string;
  body: string;
  key?: string;
  connections: number;
  seconds: number;
}): Promise<number> {
  const headers = ['content-type=application/json', ...(o.key === undefined ? [] : [`authorization=Bearer ${o.key}`])];
  const script = path.join(o.tools, 'node_modules', 'autocannon', 'autocannon.js');
  const counts = ['-c', String(o.connections), '-d', String(o.seconds)];
  const given = headers.flatMap((header) => ['-H', header]);
  const args = [script, ...counts, '-m', 'POST', ...given, '-b', o.body, '-j', o.url];
  const { stdout } = await promisify(execFile)(...onCore(1, process.execPath, args)).catch((error: unknown) => {
    // Not in the words of Node: those hold the whole command, and the key with it.
    const { stderr = '' } = z.object({ stderr: z.string().optional() }).parse(error);
    throw new Error(`autocannon broke at ${o.url}: ${stderr.trim().slice(-1_000)}`);
  });
  const { requests, non2xx, errors } = reportSchema.parse(JSON.parse(stdout));
  if (non2xx + errors > 0) throw new Error(`${o.url}: ${non2xx} answers were not good, ${errors} requests had none`);
  return requests.average;
}
