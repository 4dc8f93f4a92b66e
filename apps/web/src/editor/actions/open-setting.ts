import type { ActionContext } from './define-action';

/** Goes to a setting of a step: the step is chosen and in view, the keyboard is in the field. */
export function openSetting({ store, effects }: ActionContext, o: { step: string; param: string }): void {
  const { document, select, openInspector, show } = store.getState();
  if (document.steps[o.step] === undefined) return;
  select([o.step]);
  openInspector('settings');
  show({ askedParam: { step: o.step, param: o.param } });
  effects.view.reveal(o.step, { keyboard: false });
}
