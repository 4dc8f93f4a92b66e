/** An element, as far as it is asked here. */
type Place = { closest(selector: string): unknown };

/**
 * Whether the keyboard went out of a field: not to another control of it (its search, its check boxes), and not into the
 * list or the dialog it opened.
 */
export function isLeft({ inside, to }: { inside: boolean; to: Place | null }): boolean {
  if (to === null) return true;
  return !inside && to.closest('[role="dialog"], [role="listbox"]') === null;
}
