import { findOutputHash, recordSplit } from '@millrace/db';
import type { TopicPayload } from '@millrace/pipeline-core/events';
import { signReceipt } from '@millrace/pipeline-core/split';
import type { EventContext } from './event-context';
import type { EventOrigin } from './event-origin';
import { requireOrigin } from './run-facts';

/** A split is kept with who made it and when, signed; a step that is taken from the cache makes no second one. */
export async function recordSplitMade(o: {
  payload: TopicPayload<'split-made'>;
  key: string;
  origin: EventOrigin | null;
  context: EventContext;
}): Promise<void> {
  const { db, runFacts, receiptKey } = o.context;
  const { receipt } = o.payload;
  const { run, idx } = requireOrigin(o.origin, o.key);
  const { projectId, startedBy } = await runFacts.run(run);
  const { title } = await runFacts.spec(run, idx);
  const tableHash = await findOutputHash(db, { runId: run, idx, port: 'split' });
  if (tableHash === null || receipt.proof === undefined) throw new Error(`step ${idx} of run ${run} made no split`);
  const createdAt = new Date();
  const signed = { receipt, table: tableHash, project: projectId, run, madeBy: startedBy, at: createdAt.toISOString() };
  await recordSplit(db, {
    projectId,
    runId: run,
    idx,
    title,
    tableHash,
    testSet: receipt.proof.testSet,
    receipt,
    madeBy: startedBy,
    signature: receiptKey === null ? null : signReceipt(signed, receiptKey),
    createdAt,
  });
}
