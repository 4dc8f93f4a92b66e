import type { ExpressionColumn } from '@millrace/pipeline-core/expression';
import { functionDocs, isKeyword, quoteColumn } from '@millrace/pipeline-core/expression';

export type Completion = {
  label: string;
  kind: 'column' | 'function';
  detail: string;
  /** Text that takes the place of what was typed from `from` on, and where the caret goes in it. */
  insert: string;
  from: number;
  caret: number;
};

/** Columns and functions that begin like the word before the caret. Nothing inside quoted text. */
export function completeFormula(o: {
  text: string;
  caret: number;
  columns: readonly ExpressionColumn[];
  limit?: number;
}): Completion[] {
  const before = o.text.slice(0, o.caret);
  if ((before.match(/'/g) ?? []).length % 2 === 1) return [];
  const word = /`?[A-Za-z_][A-Za-z0-9_ ]*$|`$/.exec(before)?.[0] ?? '';
  const typed = word.startsWith('`') ? word.slice(1) : (/[A-Za-z_][A-Za-z0-9_]*$/.exec(word)?.[0] ?? '');
  if (typed === '' && !word.startsWith('`')) return [];
  // The last word of a whole `case when`: what could go on from it would stand over what is wrong, or right, with the rest.
  if (typed.toLowerCase() === 'end' && /\bcase\b/i.test(before) && o.text.slice(o.caret).trim() === '') return [];
  const from = o.caret - (word.startsWith('`') ? word.length : typed.length);
  const wanted = typed.toLowerCase();
  const fits = (name: string) => name.toLowerCase().startsWith(wanted) && name !== typed;
  const columns = o.columns
    .filter(({ name }) => fits(name))
    .map(({ name, type }): Completion => {
      const insert = quoteColumn(name);
      return { label: name, kind: 'column', detail: type, insert, from, caret: from + insert.length };
    });
  const functions = word.startsWith('`')
    ? []
    : functionDocs
        .filter(({ name }) => fits(name))
        .map(({ name, signatures }): Completion => {
          const insert = `${name}()`;
          const [detail = ''] = signatures;
          const takesNone = detail.startsWith(insert);
          const caret = from + insert.length - (takesNone ? 0 : 1);
          return { label: name, kind: 'function', detail, insert, from, caret };
        });
  return [...columns, ...functions].slice(0, o.limit ?? 8);
}

/**
 * Whether a key takes the completion that is marked. Where somebody has moved into the list, Enter and Tab do. Else they
 * do in the middle of a word only, and go on behind one that means something as it stands: the `end` of a case is one,
 * though functions begin like it.
 */
export function takesCompletion(o: {
  key: string;
  moved: boolean;
  text: string;
  caret: number;
  completion: Completion;
  columns: readonly ExpressionColumn[];
}): boolean {
  if (o.key !== 'Enter' && o.key !== 'Tab') return false;
  const word = o.text.slice(o.completion.from, o.caret);
  return o.moved || !(isKeyword(word) || o.columns.some(({ name }) => name === word));
}

/** The text with a completion in place. */
export function withCompletion(text: string, caret: number, completion: Completion): string {
  return text.slice(0, completion.from) + completion.insert + text.slice(caret);
}
