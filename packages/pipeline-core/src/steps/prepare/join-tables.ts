import type { PropagatedSchema } from '../../schema/propagated';
import type { TableSchema } from '../../schema/table-schema';
import { typeInWords } from '../../schema/type-in-words';
import { missingColumnIssues } from '../columns';
import { defineStep, type StepIssue } from '../define-step';
import { incoming, tableIn as knownTable } from '../infer';
import { splitLostIssue } from '../split-lost';
import { comparable, isTime, timeTypes } from './comparable';
import { type JoinKey, joinColumns, joinKeys, joinSources } from './join-columns';
import { type JoinParams, joinParams } from './join-params';

const words = { inner: 'Inner', left: 'Left', full: 'Full', semi: 'Semi', anti: 'Anti', asof: 'As of' } as const;

export const joinTables = defineStep({
  type: 'join-tables',
  version: 1,
  stage: 'prepare',
  title: 'Join tables',
  summary: 'Brings two tables together side by side, by equal keys or by the latest row at a time.',
  doc: `The **left** table leads: its rows and their order. Columns of the right table are added, without the keys; a name that is there already gets an ending. A missing key matches nothing.

- **Inner**, **left**, **full**: matches only, all left rows, all rows of both.
- **Semi**, **anti**: left rows that have a match, or have none; no column is added.
- **As of**: for each left row the latest right row *at or before* its time, with the same keys and not older than the tolerance. What was not known yet is never used.

Where a key is there several times on the right, rows are **repeated**: the log counts them, or the run stops. Rows are numbered anew, their origin is kept, and so are the marks of a split on the left. The step cuts the feature plan: a model behind it asks for the columns that come out here.

**Example.** Left \`orders\`, right \`prices\`, keys \`product\` = \`product\`, as of \`ordered_at\` and \`valid_from\`: each order with the price of its day.`,
  synonyms: ['merge', 'lookup', 'vlookup', 'combine', 'as-of', 'point in time', 'inner join', 'left join'],
  icon: 'merge',
  params: joinParams,
  inputs: { left: { type: 'Table', title: 'Left' }, right: { type: 'Table', title: 'Right' } },
  outputs: { table: { type: 'as:left', title: 'Table' } },
  flags: { changesRowCount: true, deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.1 + rows / 4e5, megabytes: 256 + rows / 5e3 }),
  describe(params) {
    const pairs = params.keys.filter((key) => key.left !== '' && key.right !== '');
    const by = pairs.length === 0 ? 'by the id' : `by ${pairs.map((key) => key.left).join(', ')}`;
    return `${words[params.how]}, ${by}`.slice(0, 60);
  },
  sources: joinSources,
  joins: {
    keys: joinKeys,
    atAnyTime: ({ how }) => how === 'inner' || how === 'left' || how === 'full',
    keepsRight: ({ how }) => how === 'full',
    asOf: (times) => ({ how: 'asof', leftTime: times.left, rightTime: times.right }),
  },
  onSomeRows: (params) =>
    params.how === 'full'
      ? { params, leftOut: 'Right rows that stand alone here may have their left row among those not looked at.' }
      : null,
  whyDropped: ({ how }, input) => unmatched(how, input),
  inferSchema(params, inputs) {
    const [from, to] = [incoming(inputs, 'left'), incoming(inputs, 'right')];
    const [left, right] = [knownTable(from), knownTable(to)];
    const keys = left === null || right === null ? params.keys : joinKeys(params, left, right);
    const issues = [
      ...missingOf(from, keys, 'left'),
      ...missingOf(to, keys, 'right'),
      ...marksLost(params, from, to),
      ...(params.how === 'asof' ? timeIssues(params, from, to) : []),
      ...(left === null ? [] : fullSplitIssues(params, left)),
    ];
    if (left === null || right === null) {
      const reason =
        'reason' in to && left !== null ? to.reason : 'reason' in from ? from.reason : 'Not connected yet.';
      if (left === null)
        return { outputs: { table: from.kind === 'opaque' ? { kind: 'needs-run', reason } : from }, issues };
      const known = params.how === 'semi' || params.how === 'anti';
      const table = { columns: left.columns, ...marksOf(left) };
      const partial = { kind: 'partial', table, reason, mayHoldTarget: true } as const;
      return { outputs: { table: known ? { kind: 'known', table } : partial }, issues };
    }
    issues.push(...keyIssues(params, { left, right, keys }));
    const columns = joinColumns(params, { left, right, keys }).map(({ column }) => column);
    const table = { columns, ...marksOf(left) };
    return { outputs: { table: withGapsOf([from, to], table) }, issues };
  },
});

function unmatched(how: JoinParams['how'], input: string): string {
  const other = input === 'left' ? 'right' : 'left';
  switch (how) {
    case 'anti':
      return input === 'left' ? 'A right row has its keys, and an anti join drops such rows.' : leftOnly;
    case 'semi':
      return input === 'left' ? 'No right row has its keys.' : leftOnly;
    case 'asof':
      return 'No left row takes it: none has its keys at its time or later, or each takes a later row.';
    case 'inner':
    case 'left':
    case 'full':
      return `No ${other} row has its keys.`;
  }
}

const leftOnly = 'This join hands on left rows only; right rows decide which.';

/** As certain as the tables it is made of. */
function withGapsOf(sides: readonly PropagatedSchema[], table: TableSchema): PropagatedSchema {
  const gaps = sides.filter((side) => side.kind === 'partial');
  const [first] = gaps;
  if (first === undefined) return { kind: 'known', table };
  return { ...(gaps.find(({ mayHoldTarget }) => mayHoldTarget === true) ?? first), reason: first.reason, table };
}

/** The marks of a split that the joined rows keep: those of the left. */
function marksOf({ split, folds }: TableSchema): Pick<TableSchema, 'split' | 'folds'> {
  return folds === undefined ? { split } : { split, folds };
}

function missingOf(schema: PropagatedSchema, keys: readonly JoinKey[], side: 'left' | 'right'): StepIssue[] {
  const names = keys.map((key) => key[side]).filter((name) => name !== '');
  return missingColumnIssues(schema, [...new Set(names)], 'keys').map((issue) => ({
    ...issue,
    message: issue.message.replace('here.', `in the ${side} table.`),
  }));
}

function keyIssues(
  params: JoinParams,
  { left, right, keys }: { left: TableSchema; right: TableSchema; keys: readonly JoinKey[] },
): StepIssue[] {
  if (keys.length === 0 && params.how !== 'asof') {
    const message = 'It is not said which columns must be equal. Add a pair of keys.';
    return [{ code: 'no-keys', severity: 'error', message, param: 'keys' }];
  }
  return keys.flatMap((key): StepIssue[] => {
    const a = left.columns.find(({ name }) => name === key.left);
    const b = right.columns.find(({ name }) => name === key.right);
    if (a === undefined || b === undefined || comparable(a.type, b.type)) return [];
    const message = `\`${key.left}\` is ${typeInWords(a.type)} on the left, \`${key.right}\` is ${typeInWords(b.type)} on the right: they are never equal. Cast one of them.`;
    const fix = { addStep: 'cast-types', title: 'Add Cast types before' };
    return [{ code: 'key-types', severity: 'error', message, param: 'keys', fix }];
  });
}

function timeIssues(params: JoinParams, from: PropagatedSchema, to: PropagatedSchema): StepIssue[] {
  const sides = [
    { param: 'leftTime', name: params.leftTime, schema: from, side: 'left' },
    { param: 'rightTime', name: params.rightTime, schema: to, side: 'right' },
  ] as const;
  const issues = sides.flatMap(({ param, name, schema, side }): StepIssue[] => {
    if (name !== '') return missingColumnIssues(schema, [name], param);
    return [{ code: 'no-time', severity: 'error', message: `Choose the time of the ${side} rows.`, param }];
  });
  const types = sides.map(
    ({ name, schema }) => knownTable(schema)?.columns.find((column) => column.name === name)?.type,
  );
  for (const [at, type] of types.entries()) {
    const side = sides[at];
    if (side === undefined || type === undefined || timeTypes.includes(type)) continue;
    const message = `\`${side.name}\` is ${typeInWords(type)}, which has no order of time. Cast it before, or choose a date, a time or a number.`;
    const fix = { addStep: 'cast-types', title: 'Add Cast types before' };
    issues.push({ code: 'column-type', severity: 'error', message, param: side.param, fix });
  }
  const [a, b] = types;
  if (a === undefined || b === undefined || isTime(a) === isTime(b)) return issues;
  const message = `\`${params.leftTime}\` is ${a}, \`${params.rightTime}\` is ${b}: they cannot be compared. Choose two times or two numbers.`;
  return [...issues, { code: 'key-types', severity: 'error', message, param: 'rightTime' }];
}

/** Marks of the right table go where its columns come along and the left rows have none. */
function marksLost({ how }: JoinParams, from: PropagatedSchema, to: PropagatedSchema): StepIssue[] {
  if (how === 'semi' || how === 'anti' || knownTable(from)?.split !== false) return [];
  return splitLostIssue([to], 'right', 'A join keeps the marks of the left rows only');
}

function fullSplitIssues(params: JoinParams, left: TableSchema): StepIssue[] {
  if (params.how !== 'full' || !left.split) return [];
  const message =
    'The left rows are split; a full join adds rows that belong to no part. Join before Split rows, or choose a left join.';
  return [{ code: 'full-join-of-split', severity: 'error', message, param: 'how' }];
}
