import { columnsOf, type Expression } from './ast';
import { typeExpressionIn } from './check-types';
import { entrySql } from './entry-sql';
import {
  booleanSql,
  dateSql,
  ExpressionTooLargeError,
  joinSql,
  listSql,
  nullSql,
  numberSql,
  quoteName,
  type Sql,
  SqlBuilder,
  sql,
  textSql,
  timestampSql,
  vectorSql,
} from './sql-builder';
import type { Typed } from './typed-tree';
import { type CellValue, type ExpressionError, type ExpressionType, limits } from './types';

export type SqlOutput = { name: string; expression: Expression };

/** A source column; `sqlType` is DuckDB's text of its type and decides how it is brought in. */
export type SourceColumn = { name: string; type: ExpressionType; sqlType: string };

export type CompiledSql = { sql: string; kernels: string[]; outputTypes: Record<string, ExpressionType> };

/**
 * A step of a plan: a column that later ones may read by name, a filter, the selection of what comes out, or the numbers
 * that a registered function makes of a text.
 */
export type SqlPlanNode =
  | SqlOutput
  | { filter: Expression }
  | { select: readonly string[] }
  | { kernel: string; input: string; outputs: readonly string[] };

/** Thrown by the compilers for an expression that does not pass checkExpression. */
export class UncheckedExpressionError extends Error {
  override readonly name = 'UncheckedExpressionError';
  readonly errors: readonly ExpressionError[];
  constructor(where: string, errors: readonly ExpressionError[]) {
    super(`${where}: ${errors.map((error) => `${error.message} ${error.hint}`).join(' ')}`);
    this.errors = errors;
  }
}

function valueSql(value: Exclude<CellValue, null>, type: ExpressionType): Sql {
  if (typeof value === 'number') {
    if (type === 'date') return dateSql(value);
    return type === 'timestamp' ? timestampSql(value) : numberSql(value);
  }
  if (typeof value === 'string') return textSql(value);
  if (typeof value === 'boolean') return booleanSql(value);
  return value instanceof Float64Array ? vectorSql(value) : listSql(value);
}

type Environment = ReadonlyMap<string, { type: ExpressionType; sql: Sql }>;

function compile(b: SqlBuilder, typed: Typed, environment: Environment): Sql {
  switch (typed.k) {
    case 'null':
      return nullSql(typed.type);
    case 'value':
      return valueSql(typed.value, typed.type);
    case 'column':
      // typeExpression found every column in this environment.
      return (environment.get(typed.name) as { sql: Sql }).sql;
    case 'call': {
      const args = typed.args.map((arg) => compile(b, arg, environment));
      return typed.overload.sql(b, args, typed.constants);
    }
    case 'case': {
      const branches = typed.when.map(
        ([test, value]) => sql`WHEN ${compile(b, test, environment)} THEN ${compile(b, value, environment)}`,
      );
      return sql`CASE ${joinSql(branches, ' ')} ELSE ${compile(b, typed.otherwise, environment)} END`;
    }
  }
}

/** Outside, integers are BIGINT again, and no number is -0. */
function outputSql(value: Sql, type: ExpressionType): string {
  if (type === 'integer') return `CAST(${value.text} AS BIGINT)`;
  return type === 'number' ? `(${value.text} + 0e0)` : value.text;
}

class PlanCompiler {
  private readonly builder = new SqlBuilder();
  private environment = new Map<string, { type: ExpressionType; sql: Sql }>();
  private readonly made = new Map<string, { type: ExpressionType; sql: Sql }>();
  private readonly filters: Sql[] = [];
  private selected: readonly string[] | undefined;

  constructor(private readonly o: { from: string; columns: readonly SourceColumn[]; keep: readonly string[] }) {
    o.columns.forEach((column, index) => {
      const known = { type: column.type, sql: { text: `c${index}`, layer: 0, atom: true } };
      this.environment.set(column.name, known);
    });
  }

  private typed(expression: Expression, where: string): Typed {
    const result = typeExpressionIn(expression, this.environment);
    if (!result.ok) throw new UncheckedExpressionError(where, result.errors);
    return result.typed;
  }

  add(node: SqlPlanNode): void {
    if ('filter' in node) {
      const typed = this.typed(node.filter, 'filter');
      if (typed.type !== 'boolean' && typed.k !== 'null') {
        throw new Error(`A filter wants a condition, but this expression is of type ${typed.type}.`);
      }
      const condition = typed.k === 'null' ? nullSql('boolean') : compile(this.builder, typed, this.environment);
      this.filters.push(this.builder.bind(condition));
    } else if ('select' in node) this.select(node.select);
    else if ('kernel' in node) this.makeNumbers(node);
    else this.make(node, 'all');
  }

  /** The function is called once a row, also where the text is missing; its columns are the items of the list it gives. */
  private makeNumbers({ kernel, input, outputs }: { kernel: string; input: string; outputs: readonly string[] }): void {
    const source = this.environment.get(input);
    if (source?.type !== 'text') throw new Error(`A kernel reads “${input}”, which is no text at this place.`);
    const list = this.builder.bind({ ...source.sql, text: `${kernel}(coalesce(${source.sql.text}, ''))`, atom: false });
    outputs.forEach((name, at) => {
      const item: Sql = { ...list, text: `list_extract(${list.text}, ${at + 1})`, atom: false };
      const known = { type: 'number' as const, sql: item };
      this.environment.set(name, known);
      this.made.set(name, known);
    });
  }

  /** Makes a column; with `source`, later columns cannot read it. */
  make(output: SqlOutput, visible: 'source' | 'all'): void {
    if (visible === 'source' && this.made.has(output.name)) throw new Error(`Two outputs are named “${output.name}”.`);
    const typed = this.typed(output.expression, output.name);
    const known = { type: typed.type, sql: this.builder.bind(compile(this.builder, typed, this.environment)) };
    if (visible === 'all') this.environment.set(output.name, known);
    this.made.set(output.name, known);
  }

  private select(names: readonly string[]): void {
    const next = new Map<string, { type: ExpressionType; sql: Sql }>();
    for (const name of names) {
      const known = this.environment.get(name);
      if (known === undefined)
        throw new Error(`The selection names “${name}”, which is neither a column nor made before.`);
      next.set(name, known);
    }
    this.environment = next;
    this.selected = names;
  }

  finish(): CompiledSql {
    const { builder } = this;
    const names = this.selected ?? [...this.made.keys()];
    if (names.length > limits.outputs) {
      throw new ExpressionTooLargeError(
        `The plan has ${names.length} outputs; at most ${limits.outputs} are computed.`,
      );
    }
    const outputTypes: Record<string, ExpressionType> = {};
    const items = this.o.keep.map((name, index) => `r${index} AS ${quoteName(name)}`);
    for (const name of names) {
      // Selections were looked up when made, other names are those of made columns.
      const known = (this.selected === undefined ? this.made : this.environment).get(name) as {
        type: ExpressionType;
        sql: Sql;
      };
      Object.defineProperty(outputTypes, name, {
        value: known.type,
        enumerable: true,
        configurable: true,
        writable: true,
      });
      items.push(`${outputSql(known.sql, known.type)} AS ${quoteName(name)}`);
    }
    const where = this.filters.length === 0 ? '' : ` WHERE ${this.filters.map((filter) => filter.text).join(' AND ')}`;
    const text = `SELECT ${items.join(', ')} FROM (${builder.wrap(this.entry())})${where}`;
    if (text.length > limits.sqlCharacters) {
      throw new ExpressionTooLargeError(
        `The plan makes ${text.length} characters of SQL; at most ${limits.sqlCharacters} are run.`,
      );
    }
    return { sql: text, kernels: builder.kernels, outputTypes };
  }

  private entry(): string {
    const kept = this.o.keep.map((name, index) => `${quoteName(name)} AS r${index}`);
    const brought = this.o.columns.map((column, index) => `${entrySql(column.name, column.sqlType)} AS c${index}`);
    const items = [...kept, ...brought];
    return `SELECT ${items.length === 0 ? '1 AS none' : items.join(', ')} FROM ${this.o.from}`;
  }
}

function columnsRead(nodes: readonly SqlPlanNode[]): Set<string> {
  const names = nodes.flatMap((node) => {
    if ('select' in node) return node.select;
    if ('kernel' in node) return [node.input];
    return columnsOf('filter' in node ? node.filter : node.expression);
  });
  return new Set(names);
}

/**
 * Compiles a sequence of steps over one relation. A made column hides a source column of its name for the steps after
 * it. Without a selection all made columns come out, in order; a selection (the last counts) may name source columns
 * too, which then come out in the form of the language. Filters keep the rows where every condition is true.
 *
 * `from` is relation text written by us; `keep` names source columns passed through untouched, before the outputs.
 * Throws UncheckedExpressionError and ExpressionTooLargeError.
 */
export function compilePlanToSql(o: {
  from: string;
  columns: readonly SourceColumn[];
  nodes: readonly SqlPlanNode[];
  keep?: readonly string[];
}): CompiledSql {
  const read = columnsRead(o.nodes);
  const columns = o.columns.filter((column) => read.has(column.name));
  const compiler = new PlanCompiler({ from: o.from, columns, keep: o.keep ?? [] });
  for (const node of o.nodes) compiler.add(node);
  return compiler.finish();
}

/** Compiles outputs that do not read each other, and a filter, over one relation. Throws as compilePlanToSql. */
export function compileToSql(o: {
  from: string;
  columns: readonly SourceColumn[];
  outputs: readonly SqlOutput[];
  keep?: readonly string[];
  filter?: Expression;
}): CompiledSql {
  const filters = o.filter === undefined ? [] : [{ filter: o.filter }];
  const read = columnsRead([...filters, ...o.outputs]);
  const columns = o.columns.filter((column) => read.has(column.name));
  const compiler = new PlanCompiler({ from: o.from, columns, keep: o.keep ?? [] });
  for (const filter of filters) compiler.add(filter);
  for (const output of o.outputs) compiler.make(output, 'source');
  return compiler.finish();
}
