import { typeInWords } from '../schema/type-in-words';
import type { ExpressionNode } from './ast';
import { symbolOf } from './explain';
import type { ConstantParameter, ConstantProblem, FunctionEntry, Overload } from './function-entry';
import { callOf, type Draft, draftType, fits, settle, type Typed } from './typed-tree';
import type { ExpressionErrorCode, ExpressionType } from './types';

export type CallMistake = { code: ExpressionErrorCode; at: number | 'call'; message: string; hint: string };
export type CallResult = { ok: true; typed: Typed } | { ok: false; mistake: CallMistake };

export function typeName(type: ExpressionType | 'null'): string {
  return type === 'null' ? 'null' : typeInWords(type);
}

function smallestCount(overload: Overload): number {
  return overload.args.length + overload.constants.filter((constant) => !('fallback' in constant)).length;
}

function largestCount(overload: Overload): number {
  return overload.variadic ? Number.POSITIVE_INFINITY : overload.args.length + overload.constants.length;
}

export function acceptsCount(overload: Overload, count: number): boolean {
  return count >= smallestCount(overload) && count <= largestCount(overload);
}

/** How many of `count` arguments are values; the rest are constants. */
export function valueCount(overload: Overload, count: number): number {
  return overload.variadic ? count : Math.min(count, overload.args.length);
}

export function argumentType(overload: Overload, index: number): ExpressionType {
  return overload.args[Math.min(index, overload.args.length - 1)] as ExpressionType; // overloads that take values name at least one
}

function frozenCount({ constants }: Overload): number {
  return constants.filter(({ frozen }) => frozen === true).length;
}

function countMistake(entry: FunctionEntry, count: number): CallMistake {
  const low = Math.min(...entry.overloads.map(smallestCount));
  const high = Math.max(...entry.overloads.map((overload) => largestCount(overload) - frozenCount(overload)));
  const wanted = low === high ? `${low}` : high === Number.POSITIVE_INFINITY ? `at least ${low}` : `${low} to ${high}`;
  return {
    code: 'argument-count',
    at: 'call',
    message: `\`${entry.name}\` takes ${wanted} argument${wanted === '1' ? '' : 's'}, here are ${count}.`,
    hint: `For example: ${entry.example}`,
  };
}

/** Other languages write `||` between conditions; here it joins texts. */
const orHint = 'Between conditions write a or b: || joins texts.';

function conversionHint(given: ExpressionType | 'null', wanted: readonly ExpressionType[]): string {
  if (wanted.includes('number') && (given === 'text' || given === 'boolean')) return 'Wrap it in to_number(…).';
  if (wanted.includes('integer') && given === 'number') return 'Wrap it in to_integer(…), which cuts the decimals off.';
  if (wanted.includes('date') && given === 'text') return "Read it with parse_date(…, '%Y-%m-%d').";
  if (wanted.includes('timestamp') && given === 'text') return "Read it with parse_timestamp(…, '%Y-%m-%d %H:%M:%S').";
  if (wanted.includes('date') && given === 'timestamp') return 'Wrap it in to_date(…).';
  if (wanted.includes('timestamp') && given === 'date') return 'Wrap it in to_timestamp(…).';
  if (wanted.includes('text') && given !== 'list' && given !== 'vector') return 'Wrap it in to_text(…).';
  if (wanted.includes('boolean')) return 'Write a comparison, such as x > 0 or x is not null.';
  return 'Use another function, or convert the value first.';
}

/** A part of a formula as a complaint names it: a column by its name, what is computed by its place alone. */
function partName(draft: Typed | 'null'): string {
  return draft !== 'null' && draft.k === 'column' ? `“${draft.name}”` : 'this';
}

function typeMistake(
  entry: FunctionEntry,
  candidates: readonly Overload[],
  drafts: readonly (Typed | 'null')[],
): CallMistake {
  let open = candidates;
  for (const [index, draft] of drafts.entries()) {
    const type = draftType(draft);
    const next = open.filter((overload) => fits(type, argumentType(overload, index)));
    if (next.length === 0) {
      const wanted = [...new Set(open.map((overload) => argumentType(overload, index)))];
      const first = drafts[0];
      const apart = index > 0 && wanted.length === 1 && first !== undefined && candidates.length > 1;
      return {
        code: ['if', 'coalesce', 'nullif'].includes(entry.name) ? 'branch-types' : 'argument-type',
        at: index,
        message: `\`${symbolOf(entry.name)}\` wants ${wanted.map(typeName).join(' or ')}${apart ? ' beside the arguments before' : ''}, ${partName(draft)} is ${typeName(type)}.`,
        hint: entry.name === 'concat' && type === 'boolean' ? orHint : conversionHint(type, wanted),
      };
    }
    open = next;
  }
  return {
    code: 'argument-type',
    at: 'call',
    message: `\`${entry.name}\` cannot take these together.`,
    hint: entry.example,
  };
}

function readConstant(parameter: ConstantParameter<unknown>, node: ExpressionNode | undefined) {
  if (node !== undefined) return parameter.read(node);
  return { ok: true as const, value: parameter.fallback };
}

function readConstants(overload: Overload, nodes: readonly ExpressionNode[]) {
  const values: unknown[] = [];
  for (const [index, parameter] of overload.constants.entries()) {
    const result = readConstant(parameter, nodes[overload.args.length + index]);
    if (!result.ok) return { ok: false as const, problem: result, at: overload.args.length + index };
    values.push(result.value);
  }
  const problem = overload.check(values);
  if (problem !== undefined) return { ok: false as const, problem, at: overload.args.length };
  return { ok: true as const, values };
}

/** What is wrong with a constant; what it must be is said of the function that wants it. */
function constantMistake(entry: FunctionEntry, problem: ConstantProblem, at: number): CallMistake {
  const { code, message, hint } = problem;
  return { code, at, message: code === 'constant-needed' ? `\`${entry.name}\`: ${message}` : message, hint };
}

/**
 * Chooses the first overload whose arguments and constants fit. `drafts` are the typed value arguments; overloads
 * stand from the narrowest type to the widest.
 */
export function resolveCall(o: {
  entry: FunctionEntry;
  nodes: readonly ExpressionNode[];
  draft: (index: number) => Draft;
}): CallResult | 'error' {
  const candidates = o.entry.overloads.filter((overload) => acceptsCount(overload, o.nodes.length));
  const first = candidates[0];
  if (first === undefined) return { ok: false, mistake: countMistake(o.entry, o.nodes.length) };
  const drafts: Draft[] = [];
  for (let index = 0; index < valueCount(first, o.nodes.length); index += 1) drafts.push(o.draft(index));
  const values = drafts.filter((draft) => draft !== 'error');
  if (values.length !== drafts.length) return 'error';
  const matching = candidates.filter((overload) =>
    values.every((draft, index) => fits(draftType(draft), argumentType(overload, index))),
  );
  if (matching.length === 0) return { ok: false, mistake: typeMistake(o.entry, candidates, values) };
  let worst: CallMistake | undefined;
  for (const overload of matching) {
    const constants = readConstants(overload, o.nodes);
    if (constants.ok) {
      const args = values.map((draft, index) => settle(draft, argumentType(overload, index)));
      return { ok: true, typed: callOf(overload, args, constants.values) };
    }
    if (worst === undefined || worst.code === 'constant-needed')
      worst = constantMistake(o.entry, constants.problem, constants.at);
  }
  return worst === undefined ? 'error' : { ok: false, mistake: worst };
}
