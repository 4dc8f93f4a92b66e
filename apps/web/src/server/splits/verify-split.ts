import type { SplitRecord } from '@millrace/db';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { checkReceipt, type MeasuredTable } from '@millrace/pipeline-core/split';
import { environment } from '../../env';
import { readSplit } from '../data-service/client';

/** Measures the stored table anew and compares it with what the receipt says and the signature vouches for. */
export async function verifySplit(split: SplitRecord) {
  const { receipt, tableHash, projectId, runId, madeBy, createdAt, signature } = split;
  return checkReceipt({
    signed: { receipt, table: tableHash, project: projectId, run: runId, madeBy, at: createdAt.toISOString() },
    signature,
    key: environment().MILLRACE_KEY ?? null,
    measured: await measure(split),
  });
}

async function measure({ tableHash }: SplitRecord): Promise<MeasuredTable> {
  try {
    return await readSplit(tableHash);
  } catch (error) {
    // Old results are collected: that is an answer, not a failure.
    if (error instanceof PipelineError && error.report.code.endsWith('not-found'))
      return { table: null, assignment: null, counts: null };
    throw error;
  }
}
