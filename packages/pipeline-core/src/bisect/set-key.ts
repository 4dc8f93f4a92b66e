/** Equal for equal sets of differences, in whatever order. */
export function keyOf(ids: readonly string[]): string {
  return JSON.stringify(ids.toSorted());
}
