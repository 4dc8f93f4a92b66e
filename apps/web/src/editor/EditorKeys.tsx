'use client';

import { useEffect, useState } from 'react';
import { isTypingTarget, useHotkey } from '../lib/use-hotkey';
import { ShortcutSheet } from '../ui/ShortcutSheet';
import { editorActions } from './actions';
import type { EditorAction, KeyScope } from './actions/define-action';
import { isOnCanvas } from './canvas/is-on-canvas';
import { useRunAction } from './use-action';

/** Where the keyboard is: which actions its keys may reach. */
type Place = 'canvas' | 'editor' | 'elsewhere';

/** Binds every action of the editor to its keys, and the `?` sheet that lists them. */
export function EditorKeys() {
  const place = usePlace();
  const [sheet, setSheet] = useState(false);
  useHotkey({
    id: 'editor.help',
    label: 'Keyboard shortcuts',
    group: 'View',
    shortcut: '?',
    enabled: place !== 'elsewhere',
    run: () => setSheet(true),
  });
  return (
    <>
      {editorActions.map((action) =>
        action.shortcut === undefined ? null : (
          <ActionKey key={action.id} action={action} shortcut={action.shortcut} place={place} />
        ),
      )}
      <ShortcutSheet open={sheet} onOpenChange={setSheet} />
    </>
  );
}

function ActionKey(props: { action: EditorAction; shortcut: string | readonly string[]; place: Place }) {
  const { action, shortcut, place } = props;
  const run = useRunAction();
  const scope = action.scope ?? 'canvas';
  useHotkey({
    id: action.id,
    label: action.label,
    group: action.group,
    shortcut,
    ...(scope === 'anywhere' ? { anywhere: true } : {}),
    enabled: action.native !== true && reaches(scope, place),
    run: () => run(action),
  });
  return null;
}

function reaches(scope: KeyScope, place: Place): boolean {
  if (scope === 'anywhere') return true;
  return scope === 'editor' ? place !== 'elsewhere' : place === 'canvas';
}

/** A key on a button must press the button: keys of the canvas work only where nothing else wants them. */
function placeOf(element: Element | null): Place {
  // While typing, the key listener itself lets only "anywhere" through.
  if (isOnCanvas(element) || isTypingTarget(element)) return 'canvas';
  return element?.closest('[data-editor]') === null ? 'elsewhere' : 'editor';
}

function usePlace(): Place {
  const [place, setPlace] = useState<Place>('canvas');
  useEffect(() => {
    const look = () => setPlace(placeOf(document.activeElement));
    // After focusout nothing has the focus yet; look once the next element has it.
    const later = () => setTimeout(look);
    document.addEventListener('focusin', look);
    document.addEventListener('focusout', later);
    look();
    return () => {
      document.removeEventListener('focusin', look);
      document.removeEventListener('focusout', later);
    };
  }, []);
  return place;
}
