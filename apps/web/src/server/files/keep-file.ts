import { appendAudit, keepUpload } from '@millrace/db';
import { type ArtifactHash, artifactHashSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { callDataService } from '../data-service/client';
import { database } from '../database';
import { Refusal } from '../errors';
import type { ProjectContext } from '../use-case';

const storedSchema = z.object({ hash: artifactHashSchema, bytes: z.number().int(), location: z.string() });

/** Largest file that is kept for a step; what reads it has a cap of its own. */
const mostBytes = 512 * 1024 * 1024;

/** Keeps an uploaded file byte for byte for the project, for a step that names it. Nothing of it is read or held here. */
export async function keepFile(
  context: ProjectContext,
  o: { fileName: string; body: ReadableStream<Uint8Array> | null; length: string | null },
): Promise<{ hash: ArtifactHash; bytes: number }> {
  if (o.body === null) throw new Refusal('invalid', 'The upload has no content.', 'Choose a file.');
  if (Number(o.length ?? 0) > mostBytes) throw tooLarge(o.fileName);
  const init = { method: 'POST', body: o.body, duplex: 'half' } as RequestInit; // `duplex` is missing in the DOM types
  const { hash, bytes, location } = storedSchema.parse(await (await callDataService('/files', init)).json());
  // One that came without its length is known to be too large only now; nobody refers to it, so it is swept.
  if (bytes > mostBytes) throw tooLarge(o.fileName);
  await keepUpload(database(), { projectId: context.project.id, record: { hash, bytes, location, kind: 'file' } });
  await appendAudit(database(), {
    projectId: context.project.id,
    actor: context.actor,
    action: 'file.upload',
    subject: hash,
    details: { file: o.fileName, bytes },
  });
  return { hash, bytes };
}

function tooLarge(fileName: string): Refusal {
  return new Refusal('invalid', `${fileName} has more than 512 MB.`, 'Choose a smaller file.');
}
