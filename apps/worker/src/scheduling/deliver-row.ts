import { type Database, type Delivery, getDelivery, listSources, markDelivery, readSecret } from '@millrace/db';
import type { JobContext } from '../queue/start-workers';
import { sendDelivery } from './deliver';
import { shortestStandardKey, signingKey } from './signing-key';

export type DeliverOptions = {
  db: Database;
  /** Signs what names no secret of its own; null leaves it unsigned. */
  secret: Buffer | null;
  /** Opens secrets of projects; null where the installation has none. */
  installationKey: string | null;
  allowPrivate: boolean;
  now: () => number;
};

/** One try of a delivery; the row says how it went. After the last try it is given up and says so. */
export async function deliverRow(id: string, context: JobContext, options: DeliverOptions): Promise<void> {
  const { db, installationKey, secret: usual, ...send } = options;
  const delivery = await getDelivery(db, id);
  if (delivery === null || delivery.status !== 'queued') return;
  try {
    const secret = delivery.secret === null ? usual : await keyOf(delivery, delivery.secret, options);
    if (typeof secret === 'string') return await markDelivery(db, { id, status: 'failed', error: secret });
    const answer = await sendDelivery({ ...send, secret, delivery, signal: context.signal });
    await markDelivery(
      db,
      answer.kind === 'sent' ? { id, status: 'sent' } : { id, status: 'failed', error: answer.message },
    );
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await markDelivery(db, { id, status: context.lastAttempt ? 'failed' : 'queued', error: message });
    if (!context.lastAttempt) throw error;
  }
}

/** The key behind the name of a secret, or why there is none: then nothing goes out, for unsigned it would not be believed. */
async function keyOf(
  { projectId }: Delivery,
  name: string,
  { db, installationKey }: Pick<DeliverOptions, 'db' | 'installationKey'>,
): Promise<Buffer | string> {
  if (installationKey === null) return 'this installation has no key that opens secrets: set MILLRACE_KEY';
  // Asked where it signs, too: a source may have taken the secret since the message was ordered.
  const source = (await listSources(db, projectId)).find(({ secret }) => secret === name);
  if (source !== undefined) return `the secret “${name}” opens the source ${source.name}, so it signs nothing`;
  const found = await readSecret(db, { projectId, name, installationKey });
  if (found.ok) return signingKey(found.value) ?? weak(name);
  return found.why === 'missing'
    ? `the secret “${name}” that signs it was deleted`
    : `the secret “${name}” that signs it was sealed with another key of an installation: set it again`;
}

function weak(name: string): string {
  return `the secret “${name}” holds no key: it is empty, or has no base64 of ${shortestStandardKey} bytes or more behind whsec_`;
}
