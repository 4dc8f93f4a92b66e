import type { ActionContext } from './define-action';

/** Goes to a step that failed and to the words about it: beside its settings, where they can be mended. */
export function showFailure({ store, effects }: ActionContext, { step }: { step: string }): void {
  store.getState().select([step]);
  store.getState().openInspector('settings');
  effects.view.reveal(step);
}
