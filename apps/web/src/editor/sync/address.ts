import { runIdSchema, stepIdSchema } from '@millrace/pipeline-core/ids';
import { isStepType } from '@millrace/pipeline-core/steps';
import type { EditorState } from '../store/editor-store';
import { selectedStep } from '../store/selectors';
import { type FollowedRow, inspectorTabs } from '../store/session-slice';

/** What the address says about the view: the chosen step, its tab, the run shown instead of the newest, the row followed. */
export function readAddress(search: string) {
  const query = new URLSearchParams(search);
  return {
    node: query.get('node'),
    tab: inspectorTabs.find((known) => known === query.get('tab')),
    run: query.get('run'),
    followed: readFollowed(query.get('follow')),
    add: readAdd(query),
  };
}

/** A step to add behind the one that made a model, by its hash; null when none is asked for. */
function readAdd(query: URLSearchParams): { type: string; model: string } | null {
  const [type, model] = [query.get('add'), query.get('model')];
  return type === null || model === null || !isStepType(type) ? null : { type, model };
}

/** The address once that step was added: another visit adds none. */
export function withoutAdd(search: string): string {
  const query = new URLSearchParams(search);
  query.delete('add');
  query.delete('model');
  return query.toString();
}

function readFollowed(text: string | null): FollowedRow | null {
  const [runText = '', rowText = '', port = '', ...rest] = (text ?? '').split(':');
  const [run, step] = [runIdSchema.safeParse(runText), stepIdSchema.safeParse(rest.join(':'))];
  const row = Number(rowText);
  if (!run.success || !step.success || port === '' || rowText === '' || !Number.isSafeInteger(row) || row < 0)
    return null;
  return { run: run.data, step: step.data, port, row };
}

/** A row in an address: `RUN:ROW:PORT:STEP`. */
export function followText({ run, row, port, step }: FollowedRow): string {
  return [run, row, port, step].join(':');
}

/** The query of an address with the view in it; whatever else it holds stays. */
export function writeAddress(search: string, state: EditorState): string {
  const query = new URLSearchParams(search);
  const step = selectedStep(state);
  const put = (name: string, value: string | null) => (value === null ? query.delete(name) : query.set(name, value));
  put('node', step?.id ?? null);
  put('tab', step === null || state.inspectorTab === 'settings' ? null : state.inspectorTab);
  put('run', state.pinnedRun);
  put('follow', state.followed === null ? null : followText(state.followed));
  return query.toString();
}
