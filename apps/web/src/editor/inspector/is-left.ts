/** An element, as far as it is asked here. */
type Place = Pick<Element, 'id' | 'contains' | 'matches' | 'closest'>;

/** Panels that controls open: they lie elsewhere in the document. */
const panels = '[role="dialog"], [role="listbox"]';

/** Panels within panels that are looked through. */
const deepest = 5;

/**
 * Whether the keyboard went out of a field: not to another control of it (its search, its check boxes), and not into the
 * list or the dialog it opened, or what that opened. Where it goes nowhere, the field is left unless it keeps the keyboard
 * (another window came to the front) or is pressed where nothing takes it (its hint, a scroll bar).
 */
export function isLeft(o: {
  field: Place;
  /** Where the keyboard goes; null for nowhere. */
  to: Place | null;
  /** The element that has the keyboard according to the document. */
  active: Element | null;
  /** The element that says of itself that it controls the one of this id. */
  openerOf(id: string): Element | null;
}): boolean {
  const { field, to, active, openerOf } = o;
  if (to === null) return !field.contains(active) && !field.matches(':active');
  let place: Place | null | undefined = to;
  for (let depth = 0; depth < deepest && place !== null && place !== undefined; depth++) {
    if (field.contains(place as Element)) return false; // every place is an element
    const panel: Element | null = place.closest(panels);
    place = panel === null ? null : openerOf(panel.id);
  }
  return true;
}

/** Finds it in the document. */
export function openerOf(id: string): Element | null {
  return id === '' ? null : document.querySelector(`[aria-controls~="${CSS.escape(id)}"]`);
}
