/** Runs the works in their order, `width` of them at a time. @returns their results in the order given */
export async function atMost<T>(width: number, works: readonly (() => Promise<T>)[]): Promise<T[]> {
  const results = new Map<number, T>();
  const waiting = works.entries();
  const lane = async () => {
    for (const [at, work] of waiting) results.set(at, await work());
  };
  await Promise.all(Array.from({ length: Math.min(width, works.length) }, lane));
  return works.flatMap((_, at) => {
    const result = results.get(at);
    return result === undefined ? [] : [result];
  });
}
