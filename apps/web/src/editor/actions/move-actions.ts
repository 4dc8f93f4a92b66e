import { stepTitle } from '@millrace/pipeline-core/validate';
import { type Direction, neighbourOf } from '../drawing/neighbours';
import { noteName } from '../drawing/note-name';
import { type ActionContext, defineAction, type EditorAction } from './define-action';

const directions: readonly Direction[] = ['left', 'right', 'up', 'down'];
const words: Record<Direction, string> = {
  left: 'Go to the step before',
  right: 'Go to the step behind',
  up: 'Go to the step above',
  down: 'Go to the step below',
};
const vectors: Record<Direction, { x: number; y: number }> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
};
const keyOf = (direction: Direction) => `Arrow${direction.charAt(0).toUpperCase()}${direction.slice(1)}`;

function go({ store, effects }: ActionContext, direction: Direction): void {
  const { document, focused, select, announce } = store.getState();
  const { steps, notes } = document;
  const known = focused !== null && (steps[focused] ?? notes[focused]) !== undefined;
  const next = known
    ? neighbourOf(document, focused, direction)
    : (Object.keys(steps)[0] ?? Object.keys(notes)[0] ?? null);
  const step = next === null ? undefined : steps[next];
  const note = next === null ? undefined : notes[next];
  const thing = step ?? note;
  if (thing === undefined) {
    announce('There is no step there.');
    return;
  }
  select([thing.id]);
  effects.view.reveal(thing.id);
  announce(step === undefined ? noteName(note?.text ?? '') : stepTitle(step));
}

function move({ store }: ActionContext, direction: Direction, by: number): void {
  const { document, selection, edit } = store.getState();
  const things = [...selection].flatMap((id) => document.steps[id] ?? document.notes[id] ?? []);
  const { x, y } = vectors[direction];
  const positions = Object.fromEntries(
    things.map(({ id, position }) => [id, { x: position.x + x * by, y: position.y + y * by }]),
  );
  edit({ op: 'move', positions }, { gesture: `keys ${[...selection].join(' ')}` });
}

const goActions = directions.map((direction) =>
  defineAction({
    id: `editor.go-${direction}`,
    label: words[direction],
    group: 'Move',
    shortcut: keyOf(direction),
    run: (context) => go(context, direction),
  }),
);

const nudgeActions = directions.flatMap((direction) =>
  ([8, 40] as const).map((by) =>
    defineAction({
      id: `editor.move-${direction}-${by}`,
      label: `Move ${direction} by ${by}`,
      group: 'Move',
      shortcut: `Alt+${by === 40 ? 'Shift+' : ''}${keyOf(direction)}`,
      isEnabled: (state) => state.editable && state.selection.size > 0,
      run: (context) => move(context, direction, by),
    }),
  ),
);

export const moveActions: readonly EditorAction[] = [...goActions, ...nudgeActions];
