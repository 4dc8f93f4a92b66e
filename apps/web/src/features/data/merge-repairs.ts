import type { JsonObject } from '@millrace/pipeline-core/json';
import type { ProfileWarning } from '@millrace/pipeline-core/profile';
import { z } from 'zod';

const rulesSchema = z.array(z.object({ column: z.string(), from: z.string(), to: z.string() }));
/** What one step Replace values takes. */
const mostRules = 2000;

/** All repairs of typing errors as one step; null with fewer than two columns to mend. */
export function mergeRepairs(
  warnings: readonly ProfileWarning[],
): { columns: number; step: { type: string; params: JsonObject } } | null {
  const found = warnings.filter(({ code, fix }) => code === 'typing-errors' && fix?.params !== undefined);
  const rules = found.flatMap(({ fix }) => rulesSchema.parse(fix?.params?.rules ?? []));
  if (found.length < 2 || rules.length > mostRules) return null;
  return { columns: found.length, step: { type: 'replace-values', params: { ...found[0]?.fix?.params, rules } } };
}
