import { findContract } from '@millrace/pipeline-core/steps';
import { stepTitle } from '@millrace/pipeline-core/validate';
import { knownTable } from '../drawing/schema-change';
import type { EditorState } from '../store/editor-store';
import { shownStateOf } from '../store/selectors';

/** Whether a step fits a query: words of its name or type, `is:failed` for a state, `uses:age` for a column. */
export function matchesFind(state: EditorState, id: string, query: string): boolean {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => matchesWord(state, id, word));
}

function matchesWord(state: EditorState, id: string, word: string): boolean {
  const step = state.document.steps[id];
  if (step === undefined) return false;
  if (word.startsWith('is:')) return (shownStateOf(state, id) ?? '').startsWith(word.slice(3));
  if (word.startsWith('uses:')) return usesColumn(state, id, word.slice(5));
  const contract = findContract(step.type);
  return [stepTitle(step), step.type, contract?.title ?? ''].some((text) => text.toLowerCase().includes(word));
}

function usesColumn(state: EditorState, id: string, column: string): boolean {
  if (column === '') return true;
  const step = state.document.steps[id];
  const inference = step === undefined ? undefined : state.inferences.get(step.id);
  const tables = Object.values(inference?.inputs ?? {}).flatMap((schemas) => schemas.map(knownTable));
  const names = tables.flatMap((table) => table?.columns.map(({ name }) => name) ?? []);
  return (
    names.some((name) => name.toLowerCase().startsWith(column)) ||
    JSON.stringify(step?.params ?? {})
      .toLowerCase()
      .includes(`"${column}`)
  );
}
