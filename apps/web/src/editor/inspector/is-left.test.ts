import { describe, expect, it } from 'vitest';
import { isLeft } from './is-left';

/** As much of an element as is asked of it: its place in the document, its role, and whether it is being pressed. */
class Place {
  readonly id: string;
  private readonly role: string | null;
  private readonly inside: Place | null;
  pressed = false;

  constructor({ id = '', role = null, inside = null }: { id?: string; role?: string | null; inside?: Place | null }) {
    this.id = id;
    this.role = role;
    this.inside = inside;
  }

  contains(other: Place | null): boolean {
    return other !== null && (other === this || this.contains(other.inside));
  }

  matches(selector: string): boolean {
    return selector.split(', ').some((one) => (one === ':active' ? this.pressed : one === `[role="${this.role}"]`));
  }

  closest(selector: string): Place | null {
    return this.matches(selector) ? this : (this.inside?.closest(selector) ?? null);
  }
}

const sheet = new Place({ id: 'sheet', role: 'dialog' });
const field = new Place({ inside: sheet });
const button = new Place({ inside: field });
const panel = new Place({ id: 'panel', role: 'dialog' });
const search = new Place({ inside: panel });
const list = new Place({ id: 'list', role: 'listbox' });
const option = new Place({ inside: list });
const other = new Place({ inside: sheet });
const foreign = new Place({ id: 'foreign', role: 'dialog' });
/** The field opened the panel, something in the panel a list, and another field a panel of its own. */
const openers = new Map([
  ['panel', button],
  ['list', search],
  ['foreign', other],
  ['itself', new Place({ role: 'dialog', id: 'itself' })],
]);

// as much of elements as is asked of them
const element = (place: Place | null) => place as unknown as Element | null;

function left(to: Place | null, o: { active?: Place } = {}) {
  return isLeft({
    field: element(field) ?? expect.fail(),
    to: element(to),
    active: element(o.active ?? null),
    openerOf: (id) => element(openers.get(id) ?? null),
  });
}

describe('a field', () => {
  it('is not left for what is in it, for what it opened, or for what that opened', () => {
    expect([button, panel, search, list, option].filter((to) => left(to))).toEqual([]);
  });

  it('is left for another field, also of the same sheet, and for what another field opened', () => {
    expect([other, new Place({}), new Place({ inside: foreign }), foreign].filter((to) => !left(to))).toEqual([]);
  });

  it('is left for a panel that nobody says to have opened, or that opened itself', () => {
    expect([new Place({ role: 'dialog' }), openers.get('itself') ?? null].filter((to) => !left(to))).toEqual([]);
  });

  it('is left for nowhere, but for another window or by being pressed itself', () => {
    expect(left(null)).toBe(true);
    expect(left(null, { active: other })).toBe(true);
    expect(left(null, { active: button })).toBe(false);
    field.pressed = true;
    expect(left(null)).toBe(false);
    field.pressed = false;
  });
});
