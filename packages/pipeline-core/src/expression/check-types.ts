import { childrenOf, type Expression, type ExpressionNode } from './ast';
import { readIsoDate, readIsoTimestamp } from './calendar';
import { cleanText } from './clean-text';
import { literalCell } from './constants';
import { functionNamed, nearestFunctions } from './functions';
import type { ExpressionSpans } from './parse';
import { resolveCall, typeName } from './resolve-call';
import { type Draft, draftType, fits, settle, type Typed } from './typed-tree';
import {
  type ExpressionColumn,
  type ExpressionError,
  type ExpressionErrorCode,
  type ExpressionType,
  limits,
} from './types';

export type CheckResult = { ok: true; type: ExpressionType } | { ok: false; errors: ExpressionError[] };
export type TypedResult = { ok: true; typed: Typed } | { ok: false; errors: ExpressionError[] };

/** Checks types, constants and limits; reports every mistake. A bare `null` counts as a text. */
export function checkExpression(
  expression: Expression,
  columns: readonly ExpressionColumn[],
  spans?: ExpressionSpans,
): CheckResult {
  const result = typeExpression(expression, columns, spans);
  return result.ok ? { ok: true, type: result.typed.type } : result;
}

/** As checkExpression, with the typed tree that the compilers read. */
export function typeExpression(
  expression: Expression,
  columns: readonly Pick<ExpressionColumn, 'name' | 'type'>[],
  spans?: ExpressionSpans,
): TypedResult {
  return typeExpressionIn(expression, new Map(columns.map((column) => [column.name, column])), spans);
}

/** As typeExpression, for callers that keep their columns in a map. */
export function typeExpressionIn(
  expression: Expression,
  columns: ReadonlyMap<string, { type: ExpressionType }>,
  spans?: ExpressionSpans,
): TypedResult {
  const checker = new Checker(columns, spans);
  if (!checker.withinLimits(expression.root)) return { ok: false, errors: checker.errors };
  const draft = checker.node(expression.root);
  if (checker.errors.length > 0) return { ok: false, errors: checker.errors };
  return { ok: true, typed: settle(draft, 'text') };
}

type Complaint = { code: ExpressionErrorCode; message: string; hint: string };

class Checker {
  readonly errors: ExpressionError[] = [];

  constructor(
    private readonly columns: ReadonlyMap<string, { type: ExpressionType }>,
    private readonly spans: ExpressionSpans | undefined,
  ) {}

  private complain(node: ExpressionNode, complaint: Complaint): 'error' {
    const span = this.spans?.get(node) ?? { from: 0, to: 0 };
    this.errors.push({ from: span.from, to: span.to, ...complaint });
    return 'error';
  }

  withinLimits(root: ExpressionNode): boolean {
    let count = 0;
    const visit = (node: ExpressionNode, depth: number): boolean => {
      count += 1;
      if (depth > limits.depth) {
        this.complain(node, {
          code: 'too-deep',
          message: `The expression is nested deeper than ${limits.depth} levels.`,
          hint: 'Compute the inner part as a column of its own and use that column here.',
        });
        return false;
      }
      if (count > limits.nodes) {
        this.complain(node, {
          code: 'too-large',
          message: `The expression has more than ${limits.nodes} parts.`,
          hint: 'Split it into several columns.',
        });
        return false;
      }
      // Literals of lists and maps have limits of their own.
      if (node.k === 'list' || node.k === 'map') return true;
      return childrenOf(node).every((child) => visit(child, depth + 1));
    };
    return visit(root, 1);
  }

  node(node: ExpressionNode): Draft {
    switch (node.k) {
      case 'num':
        return { k: 'value', type: node.int && Number.isSafeInteger(node.v) ? 'integer' : 'number', value: node.v + 0 };
      case 'text':
        return { k: 'value', type: 'text', value: cleanText(node.v) };
      case 'bool':
        return { k: 'value', type: 'boolean', value: node.v };
      case 'null':
        return 'null';
      case 'date':
        return this.time(node, 'date', readIsoDate(node.v));
      case 'timestamp':
        return this.time(node, 'timestamp', readIsoTimestamp(node.v));
      case 'col':
        return this.column(node);
      case 'call':
        return this.call(node);
      case 'case':
        return this.cases(node);
      case 'list':
        return this.list(node);
      case 'map':
      case 'const':
        return this.complain(node, {
          code: 'argument-type',
          message:
            node.k === 'map' ? 'A map is no value.' : 'This stored constant is missing or stands in a wrong place.',
          hint: 'A map stands only in lookup(value, {…}, default).',
        });
    }
  }

  private time(node: ExpressionNode, type: 'date' | 'timestamp', value: number): Draft {
    if (!Number.isNaN(value)) return { k: 'value', type, value };
    return this.complain(node, {
      code: 'bad-format',
      message: `This is no ${type}.`,
      hint: 'Years go from 1 to 9999.',
    });
  }

  private column(node: ExpressionNode & { k: 'col' }): Draft {
    const type = this.columns.get(node.name)?.type;
    if (type !== undefined) return { k: 'column', type, name: node.name };
    const lower = node.name.toLowerCase();
    const close = [...this.columns.keys()].find((name) => name.toLowerCase() === lower);
    return this.complain(node, {
      code: 'unknown-column',
      message: `There is no column “${node.name}” here.`,
      hint: close === undefined ? `Columns here: ${this.columnList()}.` : `Did you mean “${close}”?`,
    });
  }

  private columnList(): string {
    const all = [...this.columns.keys()];
    if (all.length === 0) return 'none';
    return all.slice(0, 8).join(', ') + (all.length > 8 ? ` and ${all.length - 8} more` : '');
  }

  private call(node: ExpressionNode & { k: 'call' }): Draft {
    const entry = functionNamed(node.fn);
    if (entry === undefined) {
      return this.complain(node, {
        code: 'unknown-function',
        message: `There is no function \`${node.fn}\`.`,
        hint: `Nearest: ${nearestFunctions(node.fn).join(', ')}.`,
      });
    }
    const result = resolveCall({
      entry,
      nodes: node.args,
      draft: (index) => this.node(node.args[index] as ExpressionNode),
    });
    if (result === 'error') return 'error';
    if (result.ok) return result.typed;
    const { at, ...complaint } = result.mistake;
    return this.complain(at === 'call' ? node : (node.args[at] ?? node), complaint);
  }

  private cases(node: ExpressionNode & { k: 'case' }): Draft {
    const drafts = node.when.map(([condition, value]) => {
      const test = this.node(condition);
      if (test !== 'error' && !fits(draftType(test), 'boolean')) {
        this.complain(condition, {
          code: 'argument-type',
          message: `After “when” stands a condition, this is ${typeName(draftType(test))}.`,
          hint: 'Write a comparison, such as x > 0.',
        });
      }
      return [test, this.node(value)] as const;
    });
    const otherwise: Draft = node.else === null ? 'null' : this.node(node.else);
    const values = [...drafts.map(([, value]) => value), otherwise];
    if ([...drafts.flat(), otherwise].includes('error')) return 'error';
    const type = commonType(values);
    if (type === undefined) {
      return this.complain(node, {
        code: 'branch-types',
        message: `The branches give different types: ${[...new Set(values.map((v) => (v === 'error' ? '' : typeName(draftType(v)))))].join(', ')}.`,
        hint: 'Convert them to one type, for example with to_text(…).',
      });
    }
    if (type === 'null') return 'null';
    const when = drafts.map(([test, value]) => [settle(test, 'boolean'), settle(value, type)] as const);
    return { k: 'case', type, when, otherwise: settle(otherwise, type) };
  }

  private list(node: ExpressionNode & { k: 'list' }): Draft {
    if (node.items.length > limits.listItems) {
      return this.complain(node, {
        code: 'too-large',
        message: `The list has ${node.items.length} values.`,
        hint: `At most ${limits.listItems} can be written out.`,
      });
    }
    const texts = node.items.map((item) => literalCell(item, 'text')).filter((cell) => typeof cell === 'string');
    if (texts.length === node.items.length) return { k: 'value', type: 'list', value: texts };
    const numbers = node.items.map((item) => literalCell(item, 'number')).filter((cell) => typeof cell === 'number');
    if (numbers.length === node.items.length) return { k: 'value', type: 'vector', value: Float64Array.from(numbers) };
    return this.complain(node, {
      code: 'constant-needed',
      message: 'A list in brackets holds texts, or numbers, written out.',
      hint: "For example ['a', 'b'] or [1, 2.5]; to join computed texts use concat(…).",
    });
  }
}

/** The type all branches share; `null` when all are null, undefined when there is none. */
function commonType(drafts: readonly Draft[]): ExpressionType | 'null' | undefined {
  let common: ExpressionType | 'null' = 'null';
  for (const draft of drafts) {
    const type = draft === 'error' ? 'null' : draftType(draft);
    if (type === 'null') continue;
    if (common === 'null' || fits(common, type)) common = type;
    else if (!fits(type, common)) return undefined;
  }
  return common;
}
