import type { RunRequest } from '../actions/define-action';
import type { EditorStore } from '../store/editor-store';
import { saveTrouble } from './save-failure';

/** Saves the draft, starts a run of it and shows that run: an older one of the address gives way. */
export async function startRun(
  o: {
    store: EditorStore;
    save(): Promise<void>;
    start(request: RunRequest): Promise<{ number: number }>;
    /** Reads the list of runs again, so that the new one is the newest. */
    refresh(): Promise<void>;
  },
  request: RunRequest,
): Promise<void> {
  const { store } = o;
  await o.save();
  const trouble = saveTrouble(store.getState());
  if (trouble !== null) throw new Error(trouble);
  const started = await o.start(request);
  store.getState().announce(`Run ${started.number} started.`);
  store.getState().show({ awaitedRun: started.number });
  await o.refresh();
  store.getState().show({ pinnedRun: null });
}
