'use client';

import type { Step } from '@millrace/pipeline-core/document';
import { type Json, jsonSchema } from '@millrace/pipeline-core/json';
import { isError, predictedTask } from '@millrace/pipeline-core/validate';
import { ChevronRight } from 'lucide-react';
import { useCallback, useEffect, useRef } from 'react';
import { useEditor, useEditorContext } from '../use-editor';
import { deriveForm, type FieldSpec, fieldValue, foldFields, visibleFields } from './derive-form';
import type { SetParam } from './field-props';
import { ParamField } from './ParamField';

/** The settings of a step, made from its contract. */
export function ParamsForm({ step }: { step: Step }) {
  const { store } = useEditorContext();
  const editable = useEditor((state) => state.editable);
  const set: SetParam = useCallback(
    (name, value, gesture = true) => {
      const json: Json = jsonSchema.parse(value);
      store
        .getState()
        .edit(
          { op: 'set-params', step: step.id, params: { [name]: json } },
          gesture ? { gesture: `${step.id} ${name}`, label: `setting ${name}` } : { label: `setting ${name}` },
        );
    },
    [store, step.id],
  );
  const task = useEditor((state) => predictedTask({ document: state.document, schemas: state.inferences }, step.id));
  const fields = visibleFields(deriveForm(step.type), step.params, task);
  const { plain, more } = foldFields(fields);
  const form = useAskedParam(step);
  const faulty = useEditor((state) => {
    const wrong = new Set(state.issuesByStep[step.id]?.filter(isError).map(({ param }) => param));
    return more.some(({ name }) => wrong.has(name));
  });
  const draw = (field: FieldSpec) => (
    <ParamField key={field.name} step={step} field={field} value={fieldValue(field, step.params)} set={set} />
  );
  return (
    <fieldset
      ref={form}
      disabled={!editable}
      className="grid min-w-0 gap-3"
      onBlur={() => store.getState().endGesture()}
      aria-label="Settings"
    >
      {fields.length === 0 ? <p className="text-muted">This step has no settings.</p> : null}
      {plain.map(draw)}
      {more.length === 0 ? null : (
        <details className="group" open={faulty || more.some((field) => step.params[field.name] !== undefined)}>
          <summary className="flex h-7 list-none items-center gap-1 text-12 font-medium text-muted hover:text-text">
            <ChevronRight className="size-3 group-open:rotate-90" aria-hidden />
            More settings
            <span className="font-normal tabular-nums">{more.length}</span>
          </summary>
          <div className="grid gap-3 pt-1">{more.map(draw)}</div>
        </details>
      )}
    </fieldset>
  );
}

/** A setting that something led to comes into view and gets the keyboard. */
function useAskedParam(step: Step) {
  const { store } = useEditorContext();
  const asked = useEditor((state) => (state.askedParam?.step === step.id ? state.askedParam.param : null));
  const form = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    if (asked === null) return;
    const field = form.current?.querySelector<HTMLElement>(`[data-param="${asked}"]`);
    field?.closest('details')?.setAttribute('open', ''); // what is folded away can neither be seen nor typed into
    field?.scrollIntoView({ block: 'nearest' });
    field?.querySelector<HTMLElement>('button, input, textarea, select')?.focus();
    store.getState().show({ askedParam: null });
  }, [asked, store]);
  return form;
}
