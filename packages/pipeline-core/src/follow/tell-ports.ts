import type { FollowMove, FollowPlace, FollowPlan } from './plan-follow';
import type { RowPort } from './row-port';

/**
 * What became of the picked row at a port: it, or rows with part in it, are `here`; this step `dropped` it; it was `gone`
 * before; no row of this port has to do with it (`apart`); a step without a trace lies between (`lost`).
 */
export type FollowState = 'picked' | 'here' | 'dropped' | 'gone' | 'apart' | 'lost';

export type FollowFinding = {
  state: FollowState;
  place: FollowPlace;
  /** Rows here. */
  count: number;
  /** Rows that went in on the way on; null where none could. */
  came: number | null;
  /** For a person: why it is not here. */
  why: string | null;
  /** The port of the step that dropped it or lost its trace. */
  by: string | null;
  /** The port before, with the rows that these were made of; `kept` when rows have the numbers they have there. */
  against: { key: string; kept: boolean } | null;
};

/** What became of the picked row, port by port, from how many rows were found there. */
export function tellPorts(
  ports: readonly RowPort[],
  plan: FollowPlan,
  counts: ReadonlyMap<string, number>,
): Map<string, FollowFinding> {
  const findings = new Map<string, FollowFinding>();
  const countOf = (key: string) => counts.get(key) ?? 0;
  for (const port of ports) {
    const place = plan.places.get(port.key) ?? 'apart';
    const count = countOf(port.key);
    const into = plan.moves.filter(({ to, way }) => to === port.key && way === 'on');
    const came = into.length === 0 ? null : into.reduce((sum, { from }) => sum + countOf(from), 0);
    const told = tell({ port, ports, plan, place, count, into, countOf, findings });
    const link = count === 0 ? undefined : port.links.find(({ from, how }) => how !== 'unknown' && countOf(from) > 0);
    const against = link === undefined ? null : { key: link.from, kept: link.how === 'kept' };
    findings.set(port.key, { ...told, place, count, came, against });
  }
  return findings;
}

type Told = Pick<FollowFinding, 'state' | 'why' | 'by'>;

function tell(o: {
  port: RowPort;
  ports: readonly RowPort[];
  plan: FollowPlan;
  place: FollowPlace;
  count: number;
  into: readonly FollowMove[];
  countOf(key: string): number;
  findings: ReadonlyMap<string, FollowFinding>;
}): Told {
  const { port, plan, place, count, into } = o;
  if (place === 'picked') return { state: 'picked', why: null, by: null };
  if (count > 0) return { state: 'here', why: null, by: null };
  const losing = plan.lost.get(port.key);
  if (losing !== undefined) {
    const why = o.ports.find(({ key }) => key === losing)?.untraceable ?? null;
    return { state: 'lost', why, by: losing };
  }
  const source = into.find(({ from }) => o.countOf(from) > 0);
  if (source !== undefined) return { state: 'dropped', why: port.why(inputOf(port, source)), by: port.key };
  const gone = into.flatMap(({ from }) => o.findings.get(from) ?? []).find(({ by }) => by !== null);
  if (gone !== undefined) return { state: 'gone', why: null, by: gone.by };
  return { state: 'apart', why: null, by: null };
}

function inputOf(port: RowPort, move: FollowMove): string {
  return port.links.find(({ from }) => from === move.from)?.input ?? '';
}
