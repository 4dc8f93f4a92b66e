/**
 * Runs the sides in turn, A B A B, so that what slows the machine slows both. Each side warms up once, uncounted.
 * @param log told after each round, where rounds take minutes
 */
export async function interleave<Name extends string, T>(
  sides: Record<Name, () => Promise<T>>,
  rounds: number,
  log: (message: string) => void = () => undefined,
): Promise<Record<Name, T[]>> {
  const names = Object.keys(sides) as Name[]; // keys() forgets the literal names
  const results = Object.fromEntries(names.map((name): [string, T[]] => [name, []])) as Record<Name, T[]>;
  for (const name of names) await sides[name]();
  log('warmed up');
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) results[name].push(await sides[name]());
    log(`round ${round + 1} of ${rounds}`);
  }
  return results;
}
