type Place = { closest(selector: string): unknown };

/**
 * Whether the keyboard went out of a field: not to another control of it (its search, its check boxes), and not into the
 * list or the dialog it opened.
 */
export function isLeft<To extends Place>(field: { contains(other: To): boolean }, to: To | null): boolean {
  if (to === null) return true;
  return !field.contains(to) && to.closest('[role="dialog"], [role="listbox"]') === null;
}
