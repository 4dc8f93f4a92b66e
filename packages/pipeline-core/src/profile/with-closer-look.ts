import { orderWarnings } from './order-warnings';
import type { ProfileWarning, TableProfile } from './table-profile';

/**
 * A profile with what a closer look at some of its columns found: their typing errors replace what was said of them
 * before, and they are no longer among those left. `found` is a profile of these columns alone.
 */
export function withCloserLook(
  profile: TableProfile,
  { columns, found }: { columns: readonly string[]; found: TableProfile },
): TableProfile {
  const stillLeft = new Set(found.left?.typingErrors ?? []);
  const looked = new Set(columns.filter((name) => !stillLeft.has(name)));
  const isOfThem = ({ code, column = '' }: ProfileWarning) => code === 'typing-errors' && looked.has(column);
  const warnings = [...profile.warnings.filter((one) => !isOfThem(one)), ...found.warnings.filter(isOfThem)];
  const { left, ...rest } = profile;
  const now = { ...rest, warnings: orderWarnings(warnings) };
  if (left === undefined) return now;
  return { ...now, left: { ...left, typingErrors: left.typingErrors.filter((name) => !looked.has(name)) } };
}
