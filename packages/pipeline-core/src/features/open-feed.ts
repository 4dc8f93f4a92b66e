import { PipelineError } from '../errors/pipeline-error';
import { cellToJson } from '../expression/cells';
import type { CellValue, ExpressionColumn, ExpressionType } from '../expression/types';
import { isNullCell } from '../expression/types';
import { type Json, type JsonObject, jsonSchema } from '../json';
import { entityKey } from './entity-key';
import { eventCell, eventMicros } from './event-cell';
import type { FeatureFeed } from './feature-feed';
import { type FeaturePlan, madeBy } from './feature-plan';
import type { NewOnlineRow, ViewShape } from './feature-view';
import { planToRowFunction } from './plan-to-row-function';

/** An event's place in time, in microseconds since 1970. */
export type RowTimes = { eventMicros: number; knownMicros: number };

/**
 * What an event does to a view: a row; or nothing, because a filter of the plan drops it, because it has no key or no
 * time, or because it speaks of a time that is still to come. Such rows are left out of a published table, too.
 */
export type FedEvent =
  | { kind: 'row'; row: NewOnlineRow; times: RowTimes }
  | { kind: 'filtered' | 'no-key' | 'no-time' | 'to-come' };

/** Throws a `PipelineError` that names the field for an event whose values are not of the types of the batches. */
export type FeedFunction = (event: { data: JsonObject; receivedMs: number; nowMs: number }) => FedEvent;

/** Clocks differ a little. */
const aheadMicros = 5_000_000;
/** No column can be called so: landings clean control characters out of names. */
const filterName = (at: number) => `\u0001filter ${at}`;

/**
 * The function of one event that does what the pipeline does to a row of a batch:
 * 1. Fields become the cells that a landing makes of them; other fields are not looked at.
 * 2. The plan runs as for a request, except that filters count: each is a column of its own that must be true.
 * 3. Values are written as a publication writes them; a column that no node made keeps its microseconds.
 */
export function openFeed({ feed, shape }: { feed: FeatureFeed; shape: ViewShape }): FeedFunction {
  const names = [...shape.keys, ...shape.features].map(({ name }) => name);
  const times = [feed.eventTime, feed.knownSince].filter((name) => name !== '');
  const { plan, filters } = withFilterColumns(feed.plan);
  const apply = planToRowFunction(plan, [...names, ...times, ...filters]);
  const made = new Set(feed.plan.nodes.flatMap(madeBy));
  const write = (at: number, cells: readonly CellValue[], data: JsonObject): Json =>
    writeCell(cells[at] ?? null, apply.types[at] ?? 'text', rawOf(data, names[at] ?? '', made));
  const timeAt = (name: string) => names.length + times.indexOf(name);

  return ({ data, receivedMs, nowMs }) => {
    const cells = apply.run(apply.source.map((column) => readField(data, column)));
    if (filters.some((_, at) => cells[names.length + times.length + at] !== true)) return { kind: 'filtered' };
    const k = entityKey(
      shape.keys,
      shape.keys.map((_, at) => write(at, cells, data)),
    );
    if (k === null) return { kind: 'no-key' };
    const microsOf = (name: string): number | null => {
      const at = timeAt(name);
      return microsOfCell(cells[at] ?? null, apply.types[at] ?? 'timestamp', rawOf(data, name, made));
    };
    const event = microsOf(feed.eventTime);
    const known = feed.knownSince === '' ? receivedMs * 1000 : microsOf(feed.knownSince);
    if (event === null || known === null) return { kind: 'no-time' };
    if (Math.max(event, known) > nowMs * 1000 + aheadMicros) return { kind: 'to-come' };
    const features = shape.features.map(({ name }, at) => [name, write(shape.keys.length + at, cells, data)] as const);
    const row = { k, e: microsText(event), s: microsText(known), v: Object.fromEntries(features) };
    return { kind: 'row', row, times: { eventMicros: event, knownMicros: known } };
  };
}

function withFilterColumns(plan: FeaturePlan): { plan: FeaturePlan; filters: string[] } {
  const filters: string[] = [];
  const nodes = plan.nodes.map((node) => {
    if (!('filter' in node)) return node;
    const expression = filterName(filters.length);
    filters.push(expression);
    return { expression, ast: node.filter };
  });
  return { plan: { ...plan, nodes }, filters };
}

function readField(data: JsonObject, column: ExpressionColumn): CellValue {
  const value = Object.hasOwn(data, column.name) ? data[column.name] : null;
  const cell = eventCell(value, column.type);
  if (cell !== undefined) return cell;
  throw new PipelineError({
    code: 'mistyped-field',
    family: 'pipeline',
    place: `Event › ${column.name}`,
    seen: JSON.stringify(value)?.slice(0, 60) ?? 'nothing',
    expected: `what the batches hold: ${column.type} or nothing`,
    next: 'Send the value in this form, or cast the column in the pipeline and run it again.',
    column: column.name,
  });
}

/** The field behind a column, when no node stands between them. */
function rawOf(data: JsonObject, name: string, made: ReadonlySet<string>): Json {
  return !made.has(name) && Object.hasOwn(data, name) ? (data[name] ?? null) : null;
}

function writeCell(cell: CellValue, type: ExpressionType, raw: Json): Json {
  if (type !== 'timestamp') return plainJson(cellToJson(cell, type));
  const micros = microsOfCell(cell, type, raw);
  return micros === null ? null : microsText(micros);
}

/** Most cells are plain: only lists are looked at further. */
function plainJson(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  return jsonSchema.parse(value);
}

function microsOfCell(cell: CellValue, type: ExpressionType, raw: Json): number | null {
  if (typeof cell !== 'number' || isNullCell(cell)) return null;
  if (type === 'date') return cell * 86_400_000_000;
  return (raw === null ? null : eventMicros(raw)) ?? cell * 1000;
}

/** As DuckDB writes it with six digits of a second. */
function microsText(micros: number): string {
  const ms = Math.floor(micros / 1000);
  return `${new Date(ms).toISOString().slice(0, -1)}${String(micros - ms * 1000).padStart(3, '0')}Z`;
}
