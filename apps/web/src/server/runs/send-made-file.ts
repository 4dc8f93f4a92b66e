import { findArtifact } from '@millrace/db';
import type { ArtifactHash, ProjectId } from '@millrace/pipeline-core/ids';
import { callDataService } from '../data-service/client';
import { database } from '../database';
import { notFound } from '../errors';
import { refuseForeignArtifact } from './read-artifact';

/** Kinds of artifacts that are handed out as they are; tables are read by window, which counts looks at test rows. */
const handedOut = new Set(['made-file']);

/** The bytes of a file that a step made, to be saved and never shown: what somebody wrote must not run as a page of ours. */
export async function sendMadeFile(
  projectId: ProjectId,
  { hash, name, signal }: { hash: ArtifactHash; name: string; signal: AbortSignal },
): Promise<Response> {
  await refuseForeignArtifact(projectId, hash);
  const artifact = await findArtifact(database(), hash);
  if (artifact === null || !handedOut.has(artifact.kind)) throw notFound('file');
  const answer = await callDataService(`/artifacts/${hash}`, { signal });
  return new Response(answer.body, {
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(artifact.bytes),
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
    },
  });
}
