import { type SignedReceipt, signReceipt } from './sign-receipt';

/** What a stored table is now, measured anew. */
export type MeasuredTable = {
  /** Hash of the file, null when it is gone. */
  table: string | null;
  assignment: string | null;
  counts: { train: number; validation: number; test: number } | null;
};

export type ReceiptCheck = { name: 'signature' | 'table' | 'assignment' | 'counts'; ok: boolean; message: string };

/** Whether a receipt still speaks the truth: signed here, and the table is the one it was written for, row by row. */
export function checkReceipt(options: {
  signed: SignedReceipt;
  signature: string | null;
  key: string | null;
  measured: MeasuredTable;
}): { valid: boolean; checks: ReceiptCheck[] } {
  const { signed, measured } = options;
  const { receipt } = signed;
  const checks: ReceiptCheck[] = [checkSignature(options)];
  const there = measured.table !== null;
  const same = measured.table === signed.table;
  checks.push({
    name: 'table',
    ok: same,
    message: same
      ? 'The table is the one that was split, byte for byte.'
      : there
        ? 'The table is not the one that was split: at least one row was changed.'
        : 'The table is gone, so nothing can be compared.',
  });
  const marked = receipt.proof !== undefined && measured.assignment === receipt.proof.assignment;
  checks.push({
    name: 'assignment',
    ok: marked,
    message: marked
      ? 'Every row is in the part the receipt says.'
      : receipt.proof === undefined
        ? 'This receipt is older than proofs; run the split again.'
        : 'A row is missing, new, or in another part than the receipt says.',
  });
  const { counts } = measured;
  const counted =
    counts !== null &&
    counts.train === receipt.counts.train &&
    counts.validation === receipt.counts.validation &&
    counts.test === receipt.counts.test;
  const numbers = counts === null ? 'unknown' : `${counts.train}, ${counts.validation} and ${counts.test} rows`;
  checks.push({
    name: 'counts',
    ok: counted,
    message: counted ? 'The parts have as many rows as it says.' : `The parts have ${numbers} now.`,
  });
  return { valid: checks.every(({ ok }) => ok), checks };
}

function checkSignature(o: { signed: SignedReceipt; signature: string | null; key: string | null }): ReceiptCheck {
  const name = 'signature';
  if (o.key === null)
    return { name, ok: false, message: 'This server has no MILLRACE_KEY, so no signature can be checked.' };
  if (o.signature === null)
    return { name, ok: false, message: 'It was never signed: the worker had no MILLRACE_KEY then.' };
  const ok = signReceipt(o.signed, o.key) === o.signature;
  return {
    name,
    ok,
    message: ok
      ? 'Signed by this installation and not changed since.'
      : 'The receipt was changed, or another installation signed it.',
  };
}
