import type { Operation } from '@millrace/pipeline-core/document';
import type { EdgeId, StepId } from '@millrace/pipeline-core/ids';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { getContract } from '@millrace/pipeline-core/steps';
import { checkConnection, stepTitle } from '@millrace/pipeline-core/validate';
import { linesOf } from '../drawing/find-connections';
import {
  addAfter,
  addAtPort,
  addStep,
  type Insertion,
  insertAfter,
  insertBefore,
  insertOnEdge,
} from '../drawing/insert-step';
import { stepHeight, stepWidth } from '../drawing/step-ports';
import type { EditorState } from '../store/editor-store';
import { selectedStep } from '../store/selectors';
import type { PortEnd, QuickAdd } from '../store/session-slice';
import { type ActionContext, defineAction } from './define-action';
import { openSetting } from './open-setting';

/** Performs an insertion as one undo step, chooses the new step and says so. */
export function bringIn({ store, effects }: ActionContext, insertion: Insertion): void {
  const { editable, edit, endGesture, select, remember, announce, show } = store.getState();
  if (!editable) return;
  const dataset = insertion.step.type === 'dataset' ? meantDataset(store.getState()) : null;
  const { step, operations } = insertion;
  const title = getContract(step.type).title;
  const gesture = `add ${step.id}`;
  for (const operation of operations) edit(operation, { gesture, label: `add ${title}` });
  const chooses = step.type === 'dataset' && step.params.dataset === undefined;
  if (chooses && dataset !== null)
    edit({ op: 'set-params', step: step.id, params: { dataset } }, { gesture, label: `add ${title}` });
  endGesture();
  select([step.id]);
  remember(step.type);
  // A panel the person has closed stays closed.
  show({ inspectorTab: 'settings' });
  announce(`Added ${title}${connectionWords(operations)}.`);
  // Of several datasets nobody but the person knows which: the question comes first, with the keyboard in it.
  if (chooses && dataset === null) openSetting({ store, effects }, { step: step.id, param: 'dataset' });
  else effects.view.reveal(step.id);
}

/** The only dataset there is, or the only one that no step reads yet; null where it could be one of several. */
function meantDataset({ document, datasets }: EditorState): string | null {
  const read = new Set(Object.values(document.steps).map(({ params }) => params.dataset));
  const unread = datasets.filter((id) => !read.has(id));
  const meant = datasets.length === 1 ? datasets : unread.length < datasets.length ? unread : [];
  return meant.length === 1 ? (meant[0] ?? null) : null;
}

function connectionWords(operations: readonly Operation[]): string {
  const count = operations.reduce((sum, o) => sum + (o.op === 'add' ? (o.edges?.length ?? 0) : 0), 0);
  return count === 0 ? ', not connected' : '';
}

/**
 * Click or Enter in the palette: behind the chosen step, between it and what follows where the new one hands on its rows,
 * else beside and connected where one way fits; in the middle where none is chosen.
 */
export function addFromPalette(context: ActionContext, type: string): void {
  const { store, effects } = context;
  const { document } = store.getState();
  const after = selectedStep(store.getState());
  if (after === null) {
    bringIn(context, addStep({ document, type, place: centred(effects.view.middle(), type), newId: effects.newId }));
    return;
  }
  const between = insertAfter({ document, type, after: after.id, newId: effects.newId });
  bringIn(context, between ?? addAfter({ document, type, after: after.id, newId: effects.newId }));
}

function centred(at: { x: number; y: number }, type: string): { x: number; y: number } {
  return { x: at.x - stepWidth / 2, y: at.y - stepHeight(type) / 2 };
}

/** Drop from the palette: on a line it is inserted, elsewhere it stands where it was dropped. */
export function addByDrop(
  context: ActionContext,
  o: { type: string; place: { x: number; y: number }; edge: EdgeId | null },
): void {
  const { document } = context.store.getState();
  const { newId } = context.effects;
  if (o.edge !== null) {
    const inserted = insertOnEdge({ document, type: o.type, edge: o.edge, place: o.place, newId });
    if (inserted.ok) {
      bringIn(context, inserted.insertion);
      return;
    }
    context.effects.notify({ title: 'Not inserted on the line', detail: inserted.reason, tone: 'warning' });
  }
  bringIn(context, addStep({ document, type: o.type, place: o.place, newId }));
}

/** What quick-add does with the chosen type: at a port, on a line, or where it was opened. */
export function addByQuickAdd(context: ActionContext, box: QuickAdd, type: string): void {
  const { document } = context.store.getState();
  const { newId, notify } = context.effects;
  if (box.edge !== undefined) {
    addByDrop(context, { type, place: box.place, edge: box.edge });
    return;
  }
  if (box.from === undefined) {
    bringIn(context, addStep({ document, type, place: box.place, newId }));
    return;
  }
  const insertion = addAtPort({ document, type, end: box.from, place: box.place, newId });
  if (insertion === null) notify({ title: `${getContract(type).title} does not fit this port`, tone: 'warning' });
  else bringIn(context, insertion);
}

/** "Add Impute missing before": what the fix buttons of issues and errors do. */
export function addFix(
  context: ActionContext,
  o: { type: string; step: StepId; before: boolean; params?: JsonObject | undefined },
): void {
  const { document } = context.store.getState();
  const { newId, notify } = context.effects;
  // What it asks for is set beside what a new step starts with.
  const params = o.params === undefined ? undefined : { ...getContract(o.type).initial, ...o.params };
  if (!o.before) {
    bringIn(context, addAfter({ document, type: o.type, after: o.step, newId, params }));
    return;
  }
  const inserted = insertBefore({ document, type: o.type, before: o.step, newId, params });
  if (inserted.ok) bringIn(context, inserted.insertion);
  else notify({ title: 'Not added', detail: inserted.reason, tone: 'warning' });
}

/**
 * "Add step" of a finding: the configured step behind the table, on the line that leads on where there is one, so that
 * what follows gets the mended rows.
 */
export function addMending(
  context: ActionContext,
  o: { type: string; params: JsonObject; step: StepId; port: string },
): void {
  const { document } = context.store.getState();
  const { newId } = context.effects;
  const { type, params } = o;
  const line = Object.values(document.edges).find(({ from }) => from.step === o.step && from.port === o.port);
  const inserted = line === undefined ? null : insertOnEdge({ document, type, params, edge: line.id, newId });
  if (inserted?.ok) bringIn(context, inserted.insertion);
  else bringIn(context, addAfter({ document, type, params, after: o.step, newId }));
}

/** "Add Cast types between": the converter offered when a line was refused. */
export function addBetween(context: ActionContext, o: { type: string; from: PortEnd; to: PortEnd }): void {
  const { document, endGesture } = context.store.getState();
  const { newId, notify } = context.effects;
  const [source, target] = [document.steps[o.from.step], document.steps[o.to.step]];
  if (source === undefined || target === undefined) return;
  const place = { x: (source.position.x + target.position.x) / 2, y: (source.position.y + target.position.y) / 2 + 40 };
  const first = addAtPort({ document, type: o.type, end: o.from, place, newId });
  if (first === null) {
    notify({ title: `${getContract(o.type).title} does not fit between`, tone: 'warning' });
    return;
  }
  bringIn(context, first);
  const outputs = Object.keys(getContract(o.type).outputs);
  for (const port of outputs) {
    if (connectPorts(context, { step: first.step.id, port, side: 'out' }, o.to, `add ${first.step.id}`)) break;
  }
  endGesture();
}

/** Draws a line between two ports if it may be; says why not otherwise and offers the step that would make it fit. */
export function connectPorts(context: ActionContext, a: PortEnd, b: PortEnd, gesture?: string): boolean {
  const [from, to] = a.side === 'out' ? [a, b] : [b, a];
  return drawLine(context, { from, to, ...(gesture === undefined ? {} : { gesture }) });
}

function drawLine(context: ActionContext, o: { from: PortEnd; to: PortEnd; gesture?: string }): boolean {
  const { store, effects } = context;
  const { document, edit, announce } = store.getState();
  const check = checkConnection(document, o.from, o.to);
  const titles = [o.from, o.to].map(({ step }) => {
    const found = document.steps[step];
    return found === undefined ? step : stepTitle(found);
  });
  if (!check.ok) {
    const { converter } = check;
    announce(check.reason);
    effects.notify({
      title: 'Not connected',
      detail: check.reason,
      tone: 'warning',
      ...(converter === undefined
        ? {}
        : {
            action: {
              label: converter.title,
              run: () => addBetween(context, { type: converter.addStep, from: o.from, to: o.to }),
            },
          }),
    });
    return false;
  }
  const { step: fromStep, port: fromPort } = o.from;
  const { step: toStep, port: toPort } = o.to;
  const edge = {
    id: effects.newId(),
    from: { step: fromStep, port: fromPort },
    to: { step: toStep, port: toPort },
  };
  edit(
    { op: 'connect', edge, replaces: check.replaces },
    { label: `connect ${titles.join(' to ')}`, ...(o.gesture === undefined ? {} : { gesture: o.gesture }) },
  );
  announce(`Connected ${titles.join(' to ')}.`);
  return true;
}

export const quickAddAction = defineAction({
  id: 'editor.quick-add',
  label: 'Add a step',
  group: 'Steps',
  shortcut: 'A',
  isEnabled: (state) => state.editable,
  run: ({ store }) => store.getState().show({ leftTab: 'steps', searchAsked: store.getState().searchAsked + 1 }),
});

export const connectAction = defineAction({
  id: 'editor.connect',
  label: 'Connect to…',
  group: 'Steps',
  shortcut: 'C',
  isEnabled: (state) => state.editable && selectedStep(state) !== null,
  run({ store }) {
    const step = selectedStep(store.getState());
    if (step !== null) store.getState().show({ keyboardLines: { step: step.id, verb: 'connect' } });
  },
});

export const disconnectAction = defineAction({
  id: 'editor.disconnect',
  label: 'Disconnect…',
  group: 'Steps',
  shortcut: 'Shift+C',
  isEnabled: (state) => state.editable && selectedStep(state) !== null,
  run({ store }) {
    const { document, show, announce } = store.getState();
    const step = selectedStep(store.getState());
    if (step === null) return;
    if (linesOf(document, step.id).length === 0) announce('Nothing is connected to this step.');
    else show({ keyboardLines: { step: step.id, verb: 'disconnect' } });
  },
});

/** Removes lines of a step as one undo step and says how many. */
export function disconnect({ store }: ActionContext, edges: readonly EdgeId[]): void {
  store.getState().edit({ op: 'remove', edges: [...edges] });
  store.getState().announce(edges.length === 1 ? 'Connection removed.' : `${edges.length} connections removed.`);
}
