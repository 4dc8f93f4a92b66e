import { describe, expect, it } from 'vitest';
import { artifactHashSchema, stepIdSchema } from '../ids';
import type { JsonObject } from '../json';
import { compareRows } from './compare-rows';
import { planFollow } from './plan-follow';
import { rowPorts } from './row-port';
import { isShownWhole, longestShownText } from './shown-cell';
import { tellPorts } from './tell-ports';

const hash = (text: string) => artifactHashSchema.parse(text.padEnd(64, '0'));

type Drawn = {
  id: string;
  type: string;
  params?: JsonObject;
  inputs?: Record<string, string[]>;
  origin?: boolean;
  fold?: number;
  trial?: number;
};

/** A run as the database has it: every step made one table, those with `origin` tell where its rows came from. */
function portsOf(steps: readonly Drawn[]) {
  const at = (id: string) => steps.findIndex((step) => step.id === id);
  return rowPorts({
    steps: steps.map(({ id, type, params = {}, inputs = {}, fold, trial }, idx) => ({
      idx,
      spec: {
        ...{ step: stepIdSchema.parse(id), title: id, type, params },
        ...(fold === undefined ? {} : { fold }),
        ...(trial === undefined ? {} : { trial }),
        inputs: Object.fromEntries(
          Object.entries(inputs).map(([port, ids]) => [port, ids.map((from) => ({ idx: at(from), port: 'table' }))]),
        ),
      },
    })),
    outputs: steps.flatMap(({ origin = false }, idx) => {
      const file = (port: string, kind: string) => ({ idx, port, artifact: { hash: hash(`${idx}abc`), kind } });
      const made = [file('table', 'table'), file('table.meta', 'table-meta')];
      return origin ? [...made, file('table.origin', 'table')] : made;
    }),
  });
}

/** Two tables; orders are filtered, joined with customers, grouped; beside that they are sorted. */
const drawing: Drawn[] = [
  { id: 'orders', type: 'sample-data' },
  { id: 'customers', type: 'sample-data' },
  { id: 'large', type: 'filter-rows', params: { condition: 'amount > 10' }, inputs: { table: ['orders'] } },
  { id: 'joined', type: 'join-tables', inputs: { left: ['large'], right: ['customers'] }, origin: true },
  { id: 'groups', type: 'aggregate', inputs: { table: ['joined'] }, origin: true },
  { id: 'sorted', type: 'sort-rows', inputs: { table: ['orders'] } },
];

const named = (ports: ReturnType<typeof portsOf>, map: ReadonlyMap<string, unknown>) =>
  Object.fromEntries(ports.flatMap(({ key, title }) => (map.has(key) ? [[title, map.get(key)]] : [])));

function follow(steps: readonly Drawn[], picked: string, counts: Record<string, number>) {
  const ports = portsOf(steps);
  const key = ports.find(({ title }) => title === picked)?.key ?? '';
  const plan = planFollow(ports, key);
  const byKey = new Map(ports.map(({ key: own, title }) => [own, counts[title] ?? 0]));
  return { ports, plan, told: named(ports, tellPorts(ports, plan, byKey)) };
}

describe('planFollow', () => {
  it('goes on from the picked row, to what its sources became beside it, and to what it was joined with', () => {
    const { ports, plan } = follow(drawing, 'large', {});
    expect(named(ports, plan.places)).toEqual({
      orders: 'before',
      customers: 'joined',
      large: 'picked',
      joined: 'after',
      groups: 'after',
      sorted: 'beside',
    });
    expect(plan.moves).toEqual([
      { from: '2:table', to: '0:table', way: 'back', by: { how: 'kept' } },
      { from: '2:table', to: '3:table', way: 'on', by: { how: 'origin', of: '3:table', input: 'left' } },
      { from: '3:table', to: '4:table', way: 'on', by: { how: 'origin', of: '4:table', input: 'table' } },
      { from: '0:table', to: '5:table', way: 'on', by: { how: 'kept' } },
      { from: '3:table', to: '1:table', way: 'back', by: { how: 'origin', of: '3:table', input: 'right' } },
    ]);
  });

  it('never goes on from the sources of the picked row to their other rows on the same way', () => {
    const { plan } = follow(drawing, 'groups', {});
    expect(plan.moves.filter(({ way }) => way === 'on')).toEqual([
      { from: '0:table', to: '5:table', way: 'on', by: { how: 'kept' } },
    ]);
  });

  it('tells several tables of one input apart, and goes through the input that gives an output its rows', () => {
    const [, , , union] = portsOf([
      { id: 'a', type: 'sample-data' },
      { id: 'b', type: 'sample-data' },
      { id: 'check', type: 'check-quality', inputs: { reference: ['b'], table: ['a'] } },
      { id: 'union', type: 'union-tables', inputs: { tables: ['a', 'b'] }, origin: true },
    ]);
    expect(union?.links.map(({ input }) => input)).toEqual(['tables.0', 'tables.1']);
    const [, , check] = portsOf([
      { id: 'a', type: 'sample-data' },
      { id: 'b', type: 'sample-data' },
      { id: 'check', type: 'check-quality', inputs: { reference: ['b'], table: ['a'] } },
    ]);
    expect(check?.links).toEqual([{ from: '0:table', input: 'table', how: 'kept' }]);
  });

  it('leaves out the copies of a region for folds and trials', () => {
    const ports = portsOf([
      { id: 'a', type: 'sample-data' },
      { id: 'b', type: 'sort-rows', inputs: { table: ['a'] }, fold: 0 },
      { id: 'b', type: 'sort-rows', inputs: { table: ['a'] }, trial: 0 },
      { id: 'b', type: 'sort-rows', inputs: { table: ['a'] } },
    ]);
    expect(ports.map(({ key }) => key)).toEqual(['0:table', '3:table']);
  });
});

describe('tellPorts', () => {
  it('names the step that dropped the row with its condition, and says so of all behind it', () => {
    const { told } = follow(drawing, 'orders', { orders: 1, sorted: 1 });
    expect(told).toMatchObject({
      orders: { state: 'picked' },
      large: { state: 'dropped', by: '2:table', came: 1, why: 'The condition `amount > 10` is not true for it.' },
      joined: { state: 'gone', by: '2:table' },
      groups: { state: 'gone', by: '2:table' },
      customers: { state: 'apart', why: null },
      sorted: { state: 'here', came: 1, against: { key: '0:table', kept: true } },
    });
  });

  it('says why by the side of a join a row came from', () => {
    const inner = drawing.map((step) => (step.id === 'joined' ? { ...step, params: { how: 'semi' } } : step));
    expect(follow(inner, 'customers', { customers: 1 }).told.joined).toMatchObject({
      state: 'dropped',
      why: 'This join hands on left rows only; right rows decide which.',
    });
    expect(follow(inner, 'large', { orders: 1, large: 1 }).told.joined).toMatchObject({
      why: 'No right row has its keys.',
    });
  });

  const throughSql: Drawn[] = [
    { id: 'raw', type: 'sample-data' },
    { id: 'sorted', type: 'sort-rows', inputs: { table: ['raw'] } },
    { id: 'query', type: 'sql', inputs: { a: ['sorted'] } },
    { id: 'after', type: 'sort-rows', inputs: { table: ['query'] } },
    { id: 'other', type: 'sample-data' },
  ];

  it('cannot follow through SQL, neither on nor back', () => {
    const sql = expect.stringContaining('cannot be followed through SQL');
    expect(follow(throughSql, 'raw', { raw: 1, sorted: 1 }).told).toMatchObject({
      sorted: { state: 'here' },
      query: { state: 'lost', why: sql, by: '2:table' },
      after: { state: 'lost', why: sql, by: '2:table' },
      other: { state: 'apart' },
    });
    expect(follow(throughSql, 'after', { query: 1, after: 1 }).told).toMatchObject({
      raw: { state: 'lost', by: '2:table' },
      sorted: { state: 'lost', by: '2:table' },
      query: { state: 'here' },
      other: { state: 'apart' },
    });
  });
});

describe('compareRows', () => {
  const columns = [
    { name: 'a', type: 'integer' },
    { name: 'b', type: 'text' },
  ];

  it('compares rows that kept their numbers each with itself', () => {
    const before = {
      columns,
      rowNumbers: [3, 5],
      rows: [
        [1, 'x'],
        [2, null],
      ],
    };
    const now = {
      columns: [
        { name: 'a', type: 'number' },
        { name: 'b', type: 'text' },
        { name: 'c', type: 'text' },
      ],
      rowNumbers: [5],
      rows: [[2, '', 'z']],
    };
    expect(compareRows(now, before, true)).toEqual({ cells: [['changed', 'changed', 'new']], left: [] });
    expect(compareRows({ columns: columns.slice(0, 1), rowNumbers: [3], rows: [[1]] }, before, true)).toEqual({
      cells: [['same']],
      left: ['b'],
    });
    expect(compareRows({ columns, rowNumbers: [9], rows: [[1, 'x']] }, before, true).cells).toEqual([null]);
  });

  it('compares a row numbered anew only where one became one', () => {
    const one = { columns, rowNumbers: [0], rows: [[1, 'x']] };
    const two = {
      columns,
      rowNumbers: [7, 8],
      rows: [
        [1, 'x'],
        [1, 'y'],
      ],
    };
    expect(compareRows({ ...one, rowNumbers: [4] }, one, false).cells).toEqual([['same', 'same']]);
    expect(compareRows(one, two, false).cells).toEqual([['unknown', 'unknown']]);
  });

  it('calls no cell the same that is not shown whole', () => {
    const shown = (cells: [string | null, string]) => ({
      columns: [
        { name: 'text', type: 'text' },
        { name: 'content', type: 'bytes' },
      ],
      rowNumbers: [0],
      rows: [cells],
    });
    const cut = `${'x'.repeat(longestShownText)}…`;
    const against = (now: [string | null, string], before: [string | null, string]) =>
      compareRows(shown(now), shown(before), true).cells[0];
    expect(against([cut, '(9 bytes)'], [cut, '(9 bytes)'])).toEqual(['unknown', 'unknown']);
    expect(against([cut, '(9 bytes)'], ['x', '(8 bytes)'])).toEqual(['changed', 'changed']);
    expect(against(['x…', '(9 bytes)'], ['x…', '(9 bytes)'])).toEqual(['same', 'unknown']);
    expect(isShownWhole('ü'.repeat(longestShownText), 'text')).toBe(true);
    expect(isShownWhole(null, 'bytes')).toBe(true);
  });

  it('calls no column new or gone where some are not shown', () => {
    const cut = { columns: columns.slice(0, 1), columnsLeftOut: 1, rowNumbers: [3], rows: [[1]] };
    const whole = { columns, rowNumbers: [3], rows: [[1, 'x']] };
    expect(compareRows(whole, cut, true).cells).toEqual([['same', 'unknown']]);
    expect(compareRows(cut, whole, true).left).toEqual([]);
  });
});
