import type { SignatureInput } from '@millrace/pipeline-core/release';

/** A remark on a value that is legal and that the model did not meet when it learned; null when it did. */
export function unseenValue(input: SignatureInput, value: unknown): string | null {
  if (typeof value === 'number' && input.range !== undefined) {
    const [least, most] = input.range;
    return value < least || value > most ? `Outside what was seen: ${least} to ${most}.` : null;
  }
  if (typeof value === 'string' && input.levels !== undefined && input.levels.length > 0) {
    return input.levels.includes(value) ? null : 'Not among the values seen.';
  }
  return null;
}
