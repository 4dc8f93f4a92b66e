import { type ExpressionType, limits } from './types';

/**
 * A piece of SQL made by this compiler. `layer` is the deepest layer whose columns it uses; an `atom` is a column or
 * a literal and may be written twice.
 */
export type Sql = { readonly text: string; readonly layer: number; readonly atom: boolean };

/** Joins pieces of SQL; plain strings and numbers in it are the compiler's own words. */
export function sql(words: TemplateStringsArray, ...parts: readonly (Sql | string | number)[]): Sql {
  let text = words[0] ?? '';
  let layer = 0;
  parts.forEach((part, index) => {
    if (typeof part === 'object') layer = Math.max(layer, part.layer);
    text += (typeof part === 'object' ? part.text : String(part)) + (words[index + 1] ?? '');
  });
  return { text, layer, atom: false };
}

export function joinSql(parts: readonly Sql[], separator: string): Sql {
  return {
    text: parts.map((part) => part.text).join(separator),
    layer: Math.max(0, ...parts.map((part) => part.layer)),
    atom: false,
  };
}

const sqlTypes: Readonly<Record<ExpressionType, string>> = {
  boolean: 'BOOLEAN',
  integer: 'DOUBLE',
  number: 'DOUBLE',
  text: 'VARCHAR',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  list: 'VARCHAR[]',
  vector: 'DOUBLE[]',
};

function atom(text: string): Sql {
  return { text, layer: 0, atom: true };
}

export function nullSql(type: ExpressionType): Sql {
  return atom(`CAST(NULL AS ${sqlTypes[type]})`);
}

/** The shortest text of a double with an exponent: without it DuckDB would read a DECIMAL or HUGEINT. */
export function numberSql(value: number): Sql {
  const digits = String(value + 0);
  const text = digits.includes('e') ? digits : `${digits}e0`;
  return atom(value < 0 ? `(${text})` : text);
}

export function textSql(value: string): Sql {
  return atom(`CAST(${quotedText(value)} AS VARCHAR)`);
}

/** A text where only the bare literal may stand, such as the names of an ENUM. */
export function quotedText(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

export function booleanSql(value: boolean): Sql {
  return atom(value ? 'CAST(true AS BOOLEAN)' : 'CAST(false AS BOOLEAN)');
}

export function dateSql(days: number): Sql {
  return atom(`(DATE '1970-01-01' + CAST(${days} AS INTEGER))`);
}

export function timestampSql(ms: number): Sql {
  return atom(`epoch_ms(CAST(${ms} AS BIGINT))`);
}

export function listSql(items: readonly string[]): Sql {
  return atom(`CAST([${items.map((item) => textSql(item).text).join(', ')}] AS VARCHAR[])`);
}

export function vectorSql(items: Iterable<number>): Sql {
  return atom(`CAST([${[...items].map((item) => numberSql(item).text).join(', ')}] AS DOUBLE[])`);
}

/** A name of somebody else, always quoted. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export class ExpressionTooLargeError extends Error {
  override readonly name = 'ExpressionTooLargeError';
}

/**
 * Collects the columns of the layers between the entry and the result. Guards need their operand twice; written in
 * place the text would double at every level, so `bind` puts the operand into a column of a layer below. Equal text
 * binds once, which makes the outputs of a plan share their common parts.
 */
export class SqlBuilder {
  private readonly bound = new Map<string, Sql>();
  private readonly layers: string[][] = [];
  private readonly used = new Set<string>();
  private count = 0;

  /** A column that holds the value of `value`; the value itself when it is already a column or a literal. */
  bind(value: Sql): Sql {
    if (value.atom) return value;
    const known = this.bound.get(value.text);
    if (known !== undefined) return known;
    const layer = value.layer + 1;
    if (layer > limits.sqlLayers) {
      throw new ExpressionTooLargeError(`The formulas build on each other in more than ${limits.sqlLayers} layers.`);
    }
    const column: Sql = { text: `k${this.count}`, layer, atom: true };
    this.count += 1;
    const columns = this.layers[layer - 1] ?? [];
    columns.push(`${value.text} AS ${column.text}`);
    this.layers[layer - 1] = columns;
    this.bound.set(value.text, column);
    return column;
  }

  /** A call of a registered kernel; NaN comes back as null. */
  kernel(name: string, ...args: readonly Sql[]): Sql {
    this.used.add(name);
    return sql`${name}(${joinSql(args, ', ')})`;
  }

  /** `CASE WHEN isfinite(x) THEN x END`. */
  finite(value: Sql): Sql {
    const x = this.bind(value);
    return sql`CASE WHEN isfinite(${x}) THEN ${x} END`;
  }

  /** Null outside the whole numbers a double holds exactly. */
  safe(value: Sql): Sql {
    const x = this.bind(value);
    return sql`CASE WHEN abs(${x}) <= 9007199254740991e0 THEN ${x} END`;
  }

  get kernels(): string[] {
    return [...this.used].sort();
  }

  /** Wraps the entry query in the layers collected so far. */
  wrap(entry: string): string {
    return this.layers.reduce((inner, columns) => `SELECT *, ${columns.join(', ')} FROM (${inner})`, entry);
  }
}
