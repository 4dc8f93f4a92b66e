import { isWrittenReason } from '@millrace/pipeline-core/release';

/**
 * Whether a reason as it is typed can be sent, and what is sent: nothing where it may be left out and is. One that is begun is
 * finished or taken out: half a sentence on the timeline helps nobody, and none is thrown away unseen.
 */
export function readReason(text: string, { needed }: { needed: boolean }): { ready: boolean; reason?: string } {
  if (isWrittenReason(text)) return { ready: true, reason: text };
  return { ready: !needed && text.trim() === '' };
}
