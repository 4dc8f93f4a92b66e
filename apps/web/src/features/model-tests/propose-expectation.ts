import { assertNever } from '@millrace/pipeline-core/exhaustive';
import type { JsonObject } from '@millrace/pipeline-core/json';
import type { Expectation, JudgedAnswer, TestedModel } from '@millrace/pipeline-core/release';

export type ExpectationKind = Expectation['kind'];

type Seen = { answer: JudgedAnswer | null; row: JsonObject; model: TestedModel };

/** An expectation of this kind that the answer which was seen fulfils: a person changes what is wrong with it. */
export function proposeExpectation(kind: ExpectationKind, { answer, row, model }: Seen): Expectation {
  const v = 1 as const;
  const said = answer?.prediction ?? null;
  const named = model.classes === undefined ? String(said ?? '') : classSeen(said, model.classes);
  switch (kind) {
    case 'class':
      return { v, kind, class: named };
    case 'number': {
      const value = typeof said === 'number' ? rounded(said) : 0;
      return { v, kind, value, tolerance: rounded(Math.abs(value) * 0.05) };
    }
    case 'probability':
      return { v, kind, class: named, atLeast: Math.floor((answer?.probabilities?.[named] ?? 0.5) * 20) / 20 };
    case 'direction': {
      const of = model.classes === undefined ? null : named;
      return { v, kind, field: numbersOf(row)[0] ?? '', by: 1, answer: 'not-lower', class: of };
    }
    default:
      return assertNever(kind);
  }
}

/** Fields of a row that can be raised. */
export function numbersOf(row: JsonObject): string[] {
  return Object.entries(row).flatMap(([name, value]) => (typeof value === 'number' ? [name] : []));
}

function classSeen(said: JudgedAnswer['prediction'], classes: readonly string[]): string {
  return classes.find((name) => name === String(said)) ?? classes.at(-1) ?? '';
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
