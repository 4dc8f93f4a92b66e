'use client';

import { useEffect, useRef } from 'react';
import { addBehindModel } from '../actions/add-behind-model';
import { useEditor, useEditorContext } from '../use-editor';
import { readAddress, withoutAdd } from './address';

/** Adds the step that the address asks for behind the one that made a model, once it is known which one that is. */
export function useAskedStep(): void {
  const context = useEditorContext();
  const known = useEditor((state) => state.runsRead && state.editable);
  const done = useRef(false);
  useEffect(() => {
    if (!known || done.current) return;
    done.current = true;
    const { add } = readAddress(window.location.search);
    if (add === null) return;
    const search = withoutAdd(window.location.search);
    window.history.replaceState(window.history.state, '', search === '' ? window.location.pathname : `?${search}`);
    addBehindModel(context, add);
  }, [context, known]);
}
