import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { partSchema } from '@millrace/pipeline-core/schema';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { rowsFormats } from '../part-rows';
import { requireTablePath } from './artifacts';
import { namesIn } from './names-in';
import type { DataServiceOptions } from './options';
import { plainJson, taskSeconds, whileWaiting } from './run-task';

const rowsQuery = z.object({
  part: partSchema,
  columns: z.string().optional(),
  /** Columns to leave out. */
  except: z.string().optional(),
  format: z.enum(rowsFormats).default('ndjson'),
  order: z.enum(['row', 'shuffled']).default('row'),
  seed: z.coerce.number().int().nonnegative().default(0),
  fold: z.coerce.number().int().nonnegative().optional(),
  expanding: z.stringbool().default(false),
});

const writtenRows = z.object({ rows: z.number().int() });

/**
 * Rows of a part as a stream. The child writes them into a file, so that a slow reader holds neither a process nor memory;
 * the file goes when it was read, or when the reader hangs up.
 */
export async function sendRows(options: DataServiceOptions, request: FastifyRequest, reply: FastifyReply) {
  const { columns, except, ...query } = rowsQuery.parse(request.query);
  const wanted = { ...namesIn('columns', columns), ...namesIn('except', except) };
  const path = await requireTablePath(options, request);
  const folder = join(options.folder, `task-${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  const forget = () => rm(folder, { recursive: true, force: true });
  try {
    const args = plainJson({ path, request: { ...query, ...wanted } });
    const answer = await whileWaiting(request, (signal) =>
      options.runTask({ task: 'rows', args, folder, seconds: taskSeconds.rows, signal }),
    );
    const written = writtenRows.parse(answer);
    const file = createReadStream(join(folder, `rows.${query.format}`)); // not from where a child says
    file.once('close', () => void forget());
    return await reply.type('application/octet-stream').header('x-millrace-rows', written.rows).send(file);
  } catch (error) {
    await forget();
    throw error;
  }
}
