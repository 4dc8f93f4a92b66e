import type { EditorState } from '../store/editor-store';
import { selectedStep } from '../store/selectors';
import { inspectorTabs } from '../store/session-slice';

/** What the address says about the view: the chosen step, its tab, the run that is shown instead of the newest. */
export function readAddress(search: string) {
  const query = new URLSearchParams(search);
  return {
    node: query.get('node'),
    tab: inspectorTabs.find((known) => known === query.get('tab')),
    run: query.get('run'),
  };
}

/** The query of an address with the view in it; whatever else it holds stays. */
export function writeAddress(search: string, state: EditorState): string {
  const query = new URLSearchParams(search);
  const step = selectedStep(state);
  const put = (name: string, value: string | null) => (value === null ? query.delete(name) : query.set(name, value));
  put('node', step?.id ?? null);
  put('tab', step === null || state.inspectorTab === 'settings' ? null : state.inspectorTab);
  put('run', state.pinnedRun);
  return query.toString();
}
