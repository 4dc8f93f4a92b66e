import type { Step } from '@millrace/pipeline-core/document';
import type { FieldIds } from '../../ui/Field';
import type { FieldSpec } from './derive-form';

/** Sets one parameter. Edits with the same gesture are one undo step; leaving the field ends it. */
export type SetParam = (name: string, value: unknown, gesture?: boolean) => void;

/** What the control of every parameter gets; `compact` where it has half the width. */
export type FieldProps = {
  step: Step;
  field: FieldSpec;
  value: unknown;
  set: SetParam;
  ids: FieldIds;
  compact?: boolean;
};
