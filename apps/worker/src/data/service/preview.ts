import type { ArtifactHash } from '@millrace/pipeline-core/ids';
import type { Json } from '@millrace/pipeline-core/json';
import { previewRequestSchema } from '@millrace/pipeline-core/preview';
import type { FastifyRequest } from 'fastify';
import { latePreview } from '../preview/late-preview';
import { needsOwnProcess, type PlacedArtifact, previewTask } from '../preview/preview-task';
import { findRecord } from './artifacts';
import type { DataServiceOptions } from './options';
import { textOf } from './request-body';
import { plainJson, taskSeconds, whileWaiting, withFolder } from './run-task';

/** A request holds the settings of all its steps. */
const mostBytes = 16 * 1024 ** 2;

/** Rows of an output that no run has made yet. */
export async function preview(options: DataServiceOptions, request: FastifyRequest): Promise<Json> {
  const asked = previewRequestSchema.parse(JSON.parse(await textOf(request, mostBytes)));
  const args = plainJson(await previewTask(asked, (hash) => findPlaced(options, hash)));
  const task = {
    task: 'preview' as const,
    args,
    seconds: taskSeconds.preview,
    alone: needsOwnProcess(asked),
    lateError: latePreview('Preview'),
  };
  return whileWaiting(request, (signal) =>
    withFolder(options, (folder) => options.runTask({ ...task, folder, signal })),
  );
}

async function findPlaced(
  options: DataServiceOptions,
  hash: ArtifactHash,
): Promise<Pick<PlacedArtifact, 'kind' | 'path' | 'inline'>> {
  const { kind, location, inline } = await findRecord(options, hash);
  if (location !== null) return { kind, path: options.store.pathOf(location) };
  return inline === undefined ? { kind } : { kind, inline };
}
