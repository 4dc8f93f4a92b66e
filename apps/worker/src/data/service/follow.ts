import type { Json } from '@millrace/pipeline-core/json';
import type { FastifyRequest } from 'fastify';
import { tablePath } from './artifacts';
import { followRequestSchema, followTask } from './follow-request';
import type { DataServiceOptions } from './options';
import { textOf } from './request-body';
import { plainJson, taskSeconds, whileWaiting, withFolder } from './run-task';

/** Finds one row in many tables at once. */
export async function follow(options: DataServiceOptions, request: FastifyRequest): Promise<Json> {
  const asked = followRequestSchema.parse(JSON.parse(await textOf(request)));
  const args = await followTask(asked, (hash) => tablePath(options, hash));
  return whileWaiting(request, (signal) =>
    withFolder(options, (folder) =>
      options.runTask({ task: 'follow', args: plainJson(args), folder, seconds: taskSeconds.follow, signal }),
    ),
  );
}
