'use client';

import { markedTarget } from '../../store/selectors';
import { useEditor } from '../../use-editor';
import type { FieldProps } from '../field-props';
import { ColumnField } from './ColumnField';

/** The column to predict: the one that was marked before, by name and place, unless another is chosen here. */
export function TargetField(props: FieldProps) {
  const { step, field } = props;
  const marked = useEditor((state) => markedTarget(state, step.id));
  return <ColumnField {...props} field={{ ...field, placeholder: marked ?? field.placeholder }} />;
}
