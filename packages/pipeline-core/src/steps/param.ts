import type { z } from 'zod';
import type { ColumnType } from '../schema/column-type';

/** How the editor asks for a parameter; read from the JSON Schema of the contract. */
export type ParamWidget =
  | 'column'
  /** A column that, left empty, is the one marked as the target. */
  | 'target'
  | 'columns'
  | 'formula'
  | 'column-types'
  | 'dataset'
  | 'batch'
  /** A moment, kept as ISO time in UTC and asked for in the zone of the reader. */
  | 'time'
  | 'sample'
  | 'model'
  | 'release'
  | 'endpoint'
  | 'feature-view'
  /** A file that is uploaded and kept as it is. */
  | 'upload'
  | 'percent'
  | 'slider'
  | 'multiline'
  | 'sql'
  | 'python'
  | 'notebook';

export type ParamMeta = {
  title: string;
  description?: string;
  widget?: ParamWidget;
  /** For column pickers: which types may be chosen. */
  columnTypes?: readonly ColumnType[];
  /** For column pickers: names that are not offered, whatever their type. */
  exceptColumns?: readonly string[];
  /** Input port whose columns are offered; the first table input by default. */
  port?: string;
  /** Folded under "More settings". */
  advanced?: boolean;
  unit?: string;
  /** Shown only while another parameter has one of these values. */
  showWhen?: { param: string; is: readonly (string | boolean)[] };
  /** Shown only where classes are predicted: says nothing to a model that predicts a number. */
  ofClasses?: boolean;
  /** Words for enum values, also of the items of a list. */
  labels?: Readonly<Record<string, string>>;
  /** Shown in an empty control: an example, or what empty means; for lists instead of how many are chosen. */
  placeholder?: string;
  /** Lists: what the button says that adds an item. */
  addLabel?: string;
};

/** Attaches what the form needs to a parameter's schema; it survives `z.toJSONSchema`. */
export function param<S extends z.ZodType>(schema: S, meta: ParamMeta): S {
  return schema.meta(meta as Record<string, unknown>) as S; // meta() returns the same schema type, typed as `this`
}
