/** Exit codes of check-program.ts; both faults add up. Node itself ends with 1 when the check could not be made at all. */
export const BAD_TYPES = 16;
export const BAD_LINT = 32;

/** What an exit code says of types and rules, 0 for good; a check that broke off shows neither to be good. */
export function readProgramCode(code: number): { types: number; lint: number } {
  const known = [0, BAD_TYPES, BAD_LINT, BAD_TYPES + BAD_LINT].includes(code);
  return known ? { types: code & BAD_TYPES, lint: code & BAD_LINT } : { types: code, lint: code };
}
