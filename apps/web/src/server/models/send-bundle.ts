import { appendAudit } from '@millrace/db';
import { hasRowsInside } from '@millrace/pipeline-core/release';
import { callDataService } from '../data-service/client';
import { database } from '../database';
import type { ProjectContext } from '../use-case';
import { findRelease, shapeExport } from './find-release';

export const bundleMediaType = 'application/x-tar';

/**
 * The bundle of a release that somebody named, streamed. Its entity tag is its hash: who has those bytes is told so after the
 * right was checked, and nothing is sent or written down. A bundle of before held-out rows lay beside it goes without them:
 * then `millrace-sent` is the hash of what goes, and `millrace-bundle` that of the release, as ever.
 */
export async function sendBundle(
  context: ProjectContext,
  { name, request }: { name: string; request: Pick<Request, 'headers' | 'signal'> },
): Promise<Response> {
  const release = await findRelease(context, name);
  const { model, number, bundle, bytes } = await shapeExport(release);
  const cut = hasRowsInside(release.manifest);
  const etag = `"${bundle}${cut ? '-without-rows' : ''}"`;
  const known = { etag, 'cache-control': 'private, no-cache', 'millrace-bundle': bundle };
  if (request.headers.get('if-none-match')?.includes(known.etag) === true)
    return new Response(null, { status: 304, headers: known });
  const answer = await callDataService(`/artifacts/${bundle}${cut ? '/without-rows' : ''}`, { signal: request.signal });
  const sent = cut ? takeSent(answer) : { 'content-length': String(bytes), 'millrace-sent': bundle };
  // Whoever looks for where a model went finds it here.
  await appendAudit(database(), {
    projectId: context.project.id,
    actor: context.actor,
    action: 'release.download',
    subject: release.id,
    details: { model, number, bundle },
  });
  return new Response(answer.body, {
    headers: {
      ...known,
      ...sent,
      'content-type': bundleMediaType,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(`${model}-v${number}.tar`)}`,
    },
  });
}

/** Size and hash of a bundle without its rows, which the data service has just worked out. */
function takeSent({ headers }: Response): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => name === 'content-length' || name === 'millrace-sent'));
}
