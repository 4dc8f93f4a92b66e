/** Fields in which pg, Prisma and its adapter keep the code of an error, and those that lead on to it. */
const codeFields = ['code', 'originalCode'];
const innerFields = ['cause', 'meta', 'driverAdapterError'];
const deepest = 6;

/** SQLSTATEs of an error of the database; none when it is no such error. Numbers in texts and addresses are not looked at. */
export function sqlStatesOf(error: unknown, depth = 0): string[] {
  if (typeof error !== 'object' || error === null || depth > deepest) return [];
  const own = codeFields.flatMap((name) => {
    const code: unknown = Reflect.get(error, name);
    return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? [code] : [];
  });
  return [...own, ...innerFields.flatMap((name) => sqlStatesOf(Reflect.get(error, name), depth + 1))];
}
