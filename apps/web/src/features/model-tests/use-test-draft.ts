import { type JsonObject, jsonObjectSchema } from '@millrace/pipeline-core/json';
import {
  type Expectation,
  expectableKinds,
  type JudgedAnswer,
  type ModelTestWish,
  modelTestIssue,
  modelTestWishSchema,
  type TestedModel,
} from '@millrace/pipeline-core/release';
import { useState } from 'react';
import { type ExpectationKind, proposeExpectation } from './propose-expectation';

/** What a test begins with: a run with its answer, or a test that is there. */
export type TestStart =
  | { row: JsonObject; answer: JudgedAnswer | null }
  | { row: JsonObject; name: string; expected: Expectation };

export type TestDraft = ReturnType<typeof useTestDraft>;

/** What a form has of a test so far. */
export function useTestDraft(start: TestStart, model: TestedModel) {
  const saved = 'expected' in start ? start.expected : null;
  const answer = 'answer' in start ? start.answer : null;
  const [name, setName] = useState('name' in start ? start.name : '');
  const [text, setText] = useState(JSON.stringify(start.row, null, 2));
  const kinds = expectableKinds(model);
  const first = kinds[0] ?? 'class';
  const [expected, setExpected] = useState<Expectation>(
    saved ?? proposeExpectation(first, { answer, row: start.row, model }),
  );
  const row = readRow(text);
  return {
    ...{ name, setName, text, setText, kinds, expected, setExpected },
    /** Null where the text is no row. */
    row,
    chooseKind: (kind: ExpectationKind) =>
      setExpected(saved?.kind === kind ? saved : proposeExpectation(kind, { answer, row: row ?? start.row, model })),
    /** The test, or what there is to mend before it can be saved; no words where an empty field says it. */
    read: (): { wish: ModelTestWish } | { issue: string | null } =>
      row === null || name.trim() === '' ? { issue: null } : checkWish({ name, row, expected }, model),
  };
}

/** By the rules of the server, before it is asked. */
function checkWish(wish: ModelTestWish, model: TestedModel): { wish: ModelTestWish } | { issue: string | null } {
  const parsed = modelTestWishSchema.safeParse(wish);
  if (!parsed.success) return { issue: parsed.error.issues.map(({ message }) => message).join(' ') };
  const issue = modelTestIssue(parsed.data, model);
  return issue === null ? { wish: parsed.data } : { issue };
}

function readRow(text: string): JsonObject | null {
  try {
    const parsed = jsonObjectSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null; // said beside the field while it is typed
  }
}
