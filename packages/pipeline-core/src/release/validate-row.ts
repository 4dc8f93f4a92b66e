import { cellFromJson } from '../expression/cells';
import { isNullCell } from '../expression/types';
import type { JsonObject } from '../json';
import type { ColumnType } from '../schema/column-type';
import type { Signature, SignatureInput } from './signature';

export type FieldProblem = {
  /** Which row of the request, from 0. */
  row: number;
  field: string;
  problem: 'missing' | 'extra' | 'mistyped' | 'required' | 'unscored';
  seen: string;
  expected: string;
};

export type RowValidator = {
  /** All problems of one row; fields the signature does not know count only when `extras` is 'refuse'. */
  check(row: JsonObject, options: { index: number; extras: 'refuse' | 'ignore' }): FieldProblem[];
};

/** The one check of rows from outside, made once per release. Every input must be present; null stands for missing. */
export function createRowValidator(signature: Pick<Signature, 'inputs'>): RowValidator {
  const inputs = signature.inputs;
  const known = new Set(inputs.map((input) => input.name));
  return {
    check(row, { index, extras }) {
      const problems: FieldProblem[] = [];
      let present = 0;
      for (const input of inputs) {
        if (Object.hasOwn(row, input.name)) present += 1;
        const problem = checkField(row, input, index);
        if (problem !== null) problems.push(problem);
      }
      if (extras === 'refuse' && Object.keys(row).length > present) problems.push(...findExtras({ row, known, index }));
      return problems;
    },
  };
}

function checkField(row: JsonObject, input: SignatureInput, index: number): FieldProblem | null {
  const fault = findFault(row, input);
  return fault === null ? null : { row: index, field: input.name, expected: describeInput(input), ...fault };
}

type Fault = Pick<FieldProblem, 'problem' | 'seen'>;

function findFault(row: JsonObject, input: SignatureInput): Fault | null {
  // What is looked up may be sent, too.
  if (!Object.hasOwn(row, input.name))
    return input.lookup === undefined ? { problem: 'missing', seen: 'nothing' } : null;
  const value = row[input.name];
  if (value === null) return input.required ? { problem: 'required', seen: 'null' } : null;
  if (!hasType(value, input.type)) return { problem: 'mistyped', seen: describeValue(value) };
  const otherWidth = input.width !== undefined && Array.isArray(value) && value.length !== input.width;
  return otherWidth ? { problem: 'mistyped', seen: `a list of ${value.length} numbers` } : null;
}

function findExtras({ row, known, index }: { row: JsonObject; known: Set<string>; index: number }): FieldProblem[] {
  return Object.keys(row)
    .filter((field) => !known.has(field))
    .map((field) => ({
      row: index,
      field,
      problem: 'extra',
      seen: describeValue(row[field]),
      expected: 'no such field',
    }));
}

const typeNames: Record<ColumnType, string> = {
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  text: 'text',
  date: 'a date like 2026-11-20',
  timestamp: 'a time like 2026-11-20T09:30:00Z',
  list: 'a list of texts',
  vector: 'a list of numbers',
  sparse: 'an object with i and v',
  bytes: 'base64 text',
};

function describeInput(input: SignatureInput): string {
  const words = input.width === undefined ? typeNames[input.type] : `a list of ${input.width} numbers`;
  return input.required ? words : `${words} or null`;
}

/** A value as a person reads it, cut where it is long. */
export function describeValue(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** By the rules that read the cell later. A value that would be read as missing (a whole number beyond 2^53) is refused. */
function hasType(value: unknown, type: ColumnType): boolean {
  switch (type) {
    case 'boolean':
    case 'integer':
    case 'number':
    case 'text':
    case 'date':
    case 'timestamp':
    case 'list':
    case 'vector': {
      const cell = cellFromJson(value, type);
      return cell !== undefined && !isNullCell(cell);
    }
    case 'bytes':
      return typeof value === 'string';
    case 'sparse':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
  }
}
