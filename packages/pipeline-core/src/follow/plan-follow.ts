import { ancestors, descendants, type Graph } from '../graph';
import { lostPorts } from './lost-ports';
import type { RowLink, RowPort } from './row-port';

/**
 * Where a port stands to the picked one: `beside` holds the same sources on other ways, `joined` what the row was brought
 * together with later; `apart` is on no way from or to it.
 */
export type FollowPlace = 'picked' | 'before' | 'after' | 'beside' | 'joined' | 'apart';

/**
 * One way rows get to a port, from those of another: `back` to where they came from, `on` to what they became. The rows of
 * a port are those of all moves to it.
 */
export type FollowMove = {
  from: string;
  to: string;
  way: 'back' | 'on';
  /** Numbers are kept, or the origin of the port `of` says which row of its input became which. */
  by: { how: 'kept' } | { how: 'origin'; of: string; input: string };
};

export type FollowPlan = {
  places: ReadonlyMap<string, FollowPlace>;
  /** All moves to a port come before those from it. */
  moves: readonly FollowMove[];
  /** Ports whose rows nobody can tell, with the port of the step that loses the trace. */
  lost: ReadonlyMap<string, string>;
};

type Link = RowLink & { to: string };

/**
 * How to find one picked row at every port of a run:
 *
 * 1. Back through all links, to the rows it was made of.
 * 2. On from the picked port, to what it became. Other rows that its sources became are not it.
 * 3. On from the ports before it to those beside it: the same sources on other ways.
 * 4. Back from what it became to the other tables that went into that.
 * 5. What lies behind a step that keeps no trace is lost.
 */
export function planFollow(ports: readonly RowPort[], picked: string): FollowPlan {
  const order = ports.map(({ key }) => key);
  const links = ports.flatMap((port) => port.links.map((link): Link => ({ ...link, to: port.key })));
  const known = links.filter(({ how, from }) => how !== 'unknown' && order.includes(from));
  const graph: Graph<string> = { nodes: order, edges: known.map(({ from, to }) => ({ from, to })) };
  const before = ancestors(graph, [picked]);
  const after = descendants(graph, [picked]);
  const beside = descendants(graph, [...before]);
  const joined = ancestors(graph, [...after]);
  const placeOf = (key: string): FollowPlace => {
    if (key === picked) return 'picked';
    if (before.has(key)) return 'before';
    if (after.has(key)) return 'after';
    if (beside.has(key)) return 'beside';
    return joined.has(key) ? 'joined' : 'apart';
  };
  const places = new Map(order.map((key) => [key, placeOf(key)]));
  const lost = lostPorts({ order, links, isHere: (key) => places.get(key) !== 'apart' });
  return { places, moves: movesOf({ order, known, placeOf }), lost };
}

/** From ports of which places rows come to a port of this place, and which way. */
const moved: Record<FollowPlace, { way: FollowMove['way']; from: readonly FollowPlace[] } | null> = {
  picked: null,
  before: { way: 'back', from: ['picked', 'before'] },
  after: { way: 'on', from: ['picked', 'after'] },
  beside: { way: 'on', from: ['before', 'beside'] },
  joined: { way: 'back', from: ['after', 'joined'] },
  apart: null,
};

function movesOf(o: {
  order: readonly string[];
  known: readonly Link[];
  placeOf(key: string): FollowPlace;
}): FollowMove[] {
  const { order, known, placeOf } = o;
  const movesTo = (key: string): FollowMove[] => {
    const rule = moved[placeOf(key)];
    if (rule === null) return [];
    return known.flatMap((link): FollowMove[] => {
      const [from, to] = rule.way === 'on' ? [link.from, link.to] : [link.to, link.from];
      if (to !== key || !rule.from.includes(placeOf(from))) return [];
      const { how, input } = link;
      return [{ from, to, way: rule.way, by: how === 'origin' ? { how, of: link.to, input } : { how: 'kept' } }];
    });
  };
  const of = (place: FollowPlace) => order.filter((key) => placeOf(key) === place);
  const sorted = [...of('before').reverse(), ...of('after'), ...of('beside'), ...of('joined').reverse()];
  return sorted.flatMap(movesTo);
}
