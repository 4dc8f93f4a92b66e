import { findArtifact } from '@millrace/db';
import type { ArtifactHash } from '@millrace/pipeline-core/ids';
import { callDataService } from '../data-service/client';
import { database } from '../database';
import { notFound } from '../errors';
import { refuseForeignArtifact } from '../runs/read-artifact';
import type { ProjectContext } from '../use-case';

/**
 * A file that a step made or somebody uploaded, streamed as a download. Only files: tables are read row by row, so that looks
 * at test rows are counted. `name` is what the browser calls it.
 */
export async function sendFile(
  context: ProjectContext,
  o: { hash: ArtifactHash; name: string; signal: AbortSignal },
): Promise<Response> {
  await refuseForeignArtifact(context.project.id, o.hash);
  const artifact = await findArtifact(database(), o.hash);
  if (artifact?.kind !== 'file') throw notFound('file');
  const answer = await callDataService(`/artifacts/${o.hash}`, { signal: o.signal });
  return new Response(answer.body, {
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(artifact.bytes),
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(o.name)}`,
      // Whatever it is, it is not run here.
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
    },
  });
}
