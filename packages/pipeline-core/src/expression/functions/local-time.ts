import { inMsRange } from '../calendar';
import { literalList, problem, risingNumbers, textConstant } from '../constants';
import { type ConstantParameter, type ConstantProblem, type FunctionEntry, strict } from '../function-entry';
import { numberSql, sql } from '../sql-builder';
import { isZone } from '../zone-offsets';
import { binOf, binTree } from './bins';
import { msToTimestampSql, timestampToMsSql } from './date-arithmetic';

const zone = textConstant({ name: 'zone', kind: 'zone', what: "the name of a time zone, such as 'Europe/Zurich'" });
const transitions = { ...risingNumbers({ name: 'transitions', kind: 'transitions', min: 0 }), ...unwritten() };
const offsets = {
  ...literalList<number>({ name: 'offsets', kind: 'offsets', type: 'number', max: 10_001 }),
  ...unwritten(),
};

/** Left out by people and filled in by freeze-zones.ts. */
function unwritten(): Pick<ConstantParameter<readonly number[] | undefined>, 'fallback' | 'frozen'> {
  return { fallback: undefined, frozen: true };
}

type Frozen = readonly [
  zone: string,
  transitions: readonly number[] | undefined,
  offsets: readonly number[] | undefined,
];

/** A zone in words must be one this platform knows; a frozen one is taken by its numbers and never looked up. */
function check([name, edges, shifts]: Frozen): ConstantProblem | undefined {
  if (edges === undefined && shifts === undefined) {
    if (isZone(name)) return undefined;
    return problem(
      'bad-zone',
      `There is no time zone “${name}”.`,
      "Take a name of the IANA list, such as 'Europe/Zurich', 'America/New_York' or 'UTC'.",
    );
  }
  if (edges !== undefined && shifts?.length === edges.length + 1) return undefined;
  return problem('bad-edges', 'Transitions and offsets do not fit together.', 'Leave both out.');
}

function requireFrozen([name, edges, shifts]: Frozen): { edges: readonly number[]; shifts: readonly number[] } {
  if (edges !== undefined && shifts !== undefined) return { edges, shifts };
  throw new Error(`local(…, '${name}') was not frozen before it was compiled`);
}

const at = (shifts: readonly number[], bin: number) => shifts[bin] as number; // one more than there are edges

export const localTimeFunctions: readonly FunctionEntry[] = [
  {
    name: 'local',
    group: 'date',
    doc: 'What the clocks of a time zone show at this moment, daylight saving included; take hour, weekday or to_date of it. The rules of the zone are read once, when the step runs, and kept with the model.',
    example: "hour(local(created, 'Europe/Zurich'))",
    overloads: [
      strict({
        args: ['timestamp'],
        constants: [zone, transitions, offsets],
        returns: 'timestamp',
        check,
        sql: (b, [moment], constants) => {
          const { edges, shifts } = requireFrozen(constants);
          const ms = b.bind(timestampToMsSql(moment));
          return msToTimestampSql(b, sql`(${ms} + ${binTree(ms, edges, (bin) => numberSql(at(shifts, bin)))})`);
        },
        js: (constants) => {
          const { edges, shifts } = requireFrozen(constants);
          return (ms) => inMsRange(Math.floor(ms + at(shifts, binOf(edges, ms))));
        },
      }),
    ],
    cases: [
      ["local(timestamp '2024-07-01T12:00:00Z', 'Europe/Zurich')", '2024-07-01T14:00:00.000Z'],
      ["local(timestamp '2024-10-27T00:59:59.999Z', 'Europe/Zurich')", '2024-10-27T02:59:59.999Z'],
      ["local(timestamp '2024-10-27T01:00:00Z', 'Europe/Zurich')", '2024-10-27T02:00:00.000Z'],
      ["local(timestamp '2024-01-01T00:00:00Z', 'Asia/Kathmandu')", '2024-01-01T05:45:00.000Z'],
      ["local(timestamp '2024-01-01T00:00:00Z', 'UTC')", '2024-01-01T00:00:00.000Z'],
      ["local(timestamp '9999-12-31T23:59:59Z', 'Asia/Tokyo')", null],
    ],
  },
];
