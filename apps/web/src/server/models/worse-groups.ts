import type { Json } from '@millrace/pipeline-core/json';
import { gateSchema, slicesCheckId } from '@millrace/pipeline-core/release';
import { z } from 'zod';

export type WorseGroups = {
  /** On how much: "900 rows". */
  measured: string | null;
  /** Each group with its figures, in words. */
  groups: string[];
};

/** The groups of rows for which the checks of a deployment failed; null where none did, and of deployments of before. */
export function worseGroups(gates: Json): WorseGroups | null {
  const parsed = z.array(gateSchema).safeParse(gates);
  if (!parsed.success) return null;
  const check = parsed.data.flatMap(({ checks }) => checks).find(({ id }) => id === slicesCheckId);
  const groups = check?.status === 'fail' ? (check.subjects ?? []).map(({ text }) => text) : [];
  return groups.length === 0 ? null : { measured: check?.measured ?? null, groups };
}
