/** Waits for something that will happen. The limit only keeps a broken test from hanging: on a busy machine all takes many times as long. */
export async function until<T>(
  look: () => T | Promise<T>,
  options: { what: string; limitMs?: number },
): Promise<Exclude<T, false | null | undefined>> {
  const end = Date.now() + (options.limitMs ?? 60_000);
  for (;;) {
    const seen = await look();
    // false, null and undefined are "not yet" and excluded here
    if (seen !== false && seen !== null && seen !== undefined) return seen as Exclude<T, false | null | undefined>;
    if (Date.now() > end) throw new Error(`waited in vain for ${options.what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
