import type { ActionContext } from '../define-action';

type Effects = ActionContext['effects'];

/** Effects of actions that do nothing, but for those that are given. */
export function quietEffects(own: Partial<Omit<Effects, 'view'>> & { view?: Partial<Effects['view']> } = {}): Effects {
  return {
    newId: () => 'new',
    save: async () => undefined,
    startRun: async () => undefined,
    stopRun: async () => undefined,
    finishStep: async () => undefined,
    notify: () => undefined,
    copyText: async () => undefined,
    readText: async () => '',
    layout: async () => ({}),
    ...own,
    view: {
      fit() {},
      zoomBy() {},
      zoomTo() {},
      reveal() {},
      size: () => ({ width: 0, height: 0 }),
      middle: () => ({ x: 0, y: 0 }),
      pointer: () => ({ at: { x: 0, y: 0 }, place: { x: 0, y: 0 } }),
      ...own.view,
    },
  };
}
