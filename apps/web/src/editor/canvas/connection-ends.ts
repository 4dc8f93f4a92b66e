import type { PipelineDocument } from '@millrace/pipeline-core/document';
import { stepIdSchema } from '@millrace/pipeline-core/ids';
import { checkConnection } from '@millrace/pipeline-core/validate';
import type { PortEnd } from '../store/session-slice';

type HandleLike = { nodeId: string; id?: string | null; type?: 'source' | 'target' | null };

/** A handle of the view as an end of one of our lines. */
export function endOf(handle: HandleLike): PortEnd {
  return {
    step: stepIdSchema.parse(handle.nodeId),
    port: handle.id ?? '',
    side: handle.type === 'target' ? 'in' : 'out',
  };
}

/** Why a line between two handles may not be; null when it may. */
export function connectionReason(document: PipelineDocument, a: HandleLike, b: HandleLike): string | null {
  const [one, two] = [endOf(a), endOf(b)];
  if (one.step === two.step && one.port === two.port && one.side === two.side) return null;
  if (one.side === two.side)
    return one.side === 'out'
      ? 'An output leads to an input, not to another output.'
      : 'An input takes an output, not another input.';
  const check = one.side === 'out' ? checkConnection(document, one, two) : checkConnection(document, two, one);
  return check.ok ? null : check.reason;
}
