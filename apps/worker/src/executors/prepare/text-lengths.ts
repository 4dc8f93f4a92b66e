/*
 * Some functions of the engine make a text as long as an argument says, and hear nothing meanwhile: one call for two
 * thousand rows may take gigabytes that no limit of the session counts. A query therefore says how long it gets at most.
 */

/** Characters that one call may make by a length of its own. */
export const longestMade = 100_000;
/** Times that a text of unknown length may be repeated. */
export const mostTimes = 1_000;

export type LengthProblem = { seen: string; expected: string; next: string };

type ParseNode = Record<string, unknown>;
type Rule = (name: string, args: readonly unknown[]) => LengthProblem | null;

const rules: Readonly<Record<string, Rule>> = {
  lpad: lengthRule,
  rpad: lengthRule,
  bitstring: lengthRule,
  repeat: repeatRule,
  format: formatRule,
  printf: formatRule,
};

/** What is wrong with the length that a call asks for; null where it is short enough, or the function has none. */
export function lengthProblem(name: string, args: readonly unknown[]): LengthProblem | null {
  return Object.hasOwn(rules, name) ? (rules[name]?.(name, args) ?? null) : null;
}

function lengthRule(name: string, args: readonly unknown[]): LengthProblem | null {
  return boundProblem(args[1], { name, what: 'a length', most: longestMade });
}

/** A text that is written out may be repeated until it is too long; of another nobody knows how long it is. */
function repeatRule(name: string, args: readonly unknown[]): LengthProblem | null {
  const text = textOf(args[0]);
  if (text === null) return boundProblem(args[1], { name, what: 'a number of times', most: mostTimes });
  const most = Math.floor(longestMade / Math.max(1, text.length));
  return boundProblem(args[1], { name, what: 'a number of times', most });
}

function boundProblem(
  argument: unknown,
  { name, what, most }: { name: string; what: string; most: number },
): LengthProblem | null {
  const bound = upperBound(argument);
  if (bound !== null && bound <= most) return null;
  const words = most.toLocaleString('en');
  return {
    seen:
      bound === null
        ? `the function ${name} with ${what} that is not written out`
        : `the function ${name} with ${what} of ${bound.toLocaleString('en')}`,
    expected: `${what} of at most ${words} for ${name}`,
    next: `Write a number up to ${words}, or least(CAST(… AS INTEGER), ${most}) where it is computed.`,
  };
}

/**
 * The most that an expression can be, as far as it says so itself: a number, or the least of something and a number. Of texts
 * '1000000000' is less than '5': a text as a length the engine refuses itself, but not one that a cast makes a number of.
 * Within a cast, all that `least` compares has to be numbers therefore.
 */
function upperBound(node: unknown): number | null {
  if (!isNode(node)) return null;
  if (node.class === 'CONSTANT') return numberOf(node.value);
  // A cast to another type of number changes no size that matters here; one of a text is read by the engine alike.
  if (node.class === 'CAST') return isLeast(node.child) && !isNumber(node.child) ? null : upperBound(node.child);
  if (!isLeast(node)) return null;
  const telling = childrenOf(node).filter((child) => isNumber(child) || isLeast(child));
  const bounds = telling.flatMap((child) => upperBound(child) ?? []);
  return bounds.length === 0 ? null : Math.min(...bounds);
}

function isLeast(node: unknown): node is ParseNode {
  return nameOf(node) === 'least';
}

/** What these make is a number, or no text at all. */
const numberFunctions: ReadonlySet<string> = new Set(['+', '-', '*', '/', '//', '%', 'length', 'strlen']);
const numberTypes: ReadonlySet<string> = new Set(
  `TINYINT INT1 SMALLINT INT2 SHORT INTEGER INT INT4 SIGNED BIGINT INT8 LONG HUGEINT UTINYINT USMALLINT UINTEGER UBIGINT
  UHUGEINT DECIMAL NUMERIC DEC FLOAT FLOAT4 REAL DOUBLE FLOAT8`.split(/\s+/),
);

/** Whether an expression is a number, whatever the types of the columns in it. */
function isNumber(node: unknown): boolean {
  if (!isNode(node)) return false;
  if (node.class === 'CONSTANT') return isNode(node.value) && typeof node.value.value === 'number';
  if (node.class === 'CAST') {
    const names = typeNames(node.cast_type);
    return names.length > 0 && names.every((name) => numberTypes.has(name));
  }
  const name = nameOf(node);
  if (name === 'least' || name === 'greatest') return childrenOf(node).every(isNumber);
  return name !== null && numberFunctions.has(name);
}

/** Names of a type in a parse, which are in one place or another by the version of the engine. */
function typeNames(type: unknown): string[] {
  if (!isNode(type)) return [];
  const own = [type.id, type.name, type.type_name].filter((name) => typeof name === 'string');
  const named = own.map((name) => name.toUpperCase()).filter((name) => name !== '' && name !== 'UNBOUND');
  return [...named, ...typeNames(type.type_info), ...typeNames(type.expr)];
}

/** The function that a node calls. */
function nameOf(node: unknown): string | null {
  return isNode(node) && node.class === 'FUNCTION' ? String(node.function_name).toLowerCase() : null;
}

/** A constant as a number. One with decimals is kept without its point, which makes it no smaller. */
function numberOf(constant: unknown): number | null {
  if (!isNode(constant) || constant.is_null === true) return null;
  const { value } = constant;
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : null;
}

function textOf(node: unknown): string | null {
  const constant = isNode(node) && node.class === 'CONSTANT' ? node.value : undefined;
  return isNode(constant) && typeof constant.value === 'string' ? constant.value : null;
}

/** A width or a number of digits in a template is a length too; one that comes from an argument says nothing of itself. */
function formatRule(name: string, args: readonly unknown[]): LengthProblem | null {
  const most = longestMade.toLocaleString('en');
  const expected = `a template for ${name} that is written out, with widths of at most ${most}`;
  const template = textOf(args[0]);
  if (template === null)
    return {
      seen: `the function ${name} with a template that is computed`,
      expected,
      next: 'Write the template as a text in quotes and hand what changes over as arguments.',
    };
  const fields = name === 'printf' ? printfFields(template) : formatFields(template);
  const open = name === 'printf' ? '*' : '{';
  if (fields.some((field) => field.includes(open)))
    return {
      seen: `the function ${name} with a width that comes from an argument`,
      expected,
      next: 'Write the width out.',
    };
  const widest = Math.max(0, ...fields.flatMap((field) => (field.match(/\d+/g) ?? []).map(Number)));
  if (widest <= longestMade) return null;
  return {
    seen: `the function ${name} with a width of ${widest.toLocaleString('en')}`,
    expected,
    next: `Write a width up to ${most}.`,
  };
}

/** What stands in the braces of a template; doubled ones are text. */
function formatFields(template: string): string[] {
  const plain = template.replaceAll('{{', '').replaceAll('}}', '');
  return plain.split('}').flatMap((part) => (part.includes('{') ? [part.slice(part.indexOf('{') + 1)] : []));
}

/** What stands between a percent sign and the letter that ends it; doubled signs are text. */
function printfFields(template: string): string[] {
  return [...template.replaceAll('%%', '').matchAll(/%([^A-Za-z%]*)/g)].map(([, field = '']) => field);
}

function childrenOf(node: ParseNode): readonly unknown[] {
  return Array.isArray(node.children) ? node.children : [];
}

function isNode(value: unknown): value is ParseNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
