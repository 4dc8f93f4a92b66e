'use client';

import type { Step } from '@millrace/pipeline-core/document';
import type { Column } from '@millrace/pipeline-core/schema';
import { useMemo } from 'react';
import { knownTable } from '../drawing/schema-change';
import { useEditor } from '../use-editor';
import type { FieldSpec } from './derive-form';

export type KnownColumns = {
  /** Columns that arrive; null while nothing is known. */
  all: readonly Column[] | null;
  /** Those of the types the field takes. */
  offered: readonly Column[];
  /** More may come when the steps before have run. */
  partial: boolean;
  /** Why nothing is known. */
  reason: string;
};

/** The columns a picker offers, from the schemas propagated over the drawing. */
export function useColumns(step: Step, field: Pick<FieldSpec, 'port' | 'columnTypes' | 'exceptColumns'>): KnownColumns {
  const inputs = useEditor((state) => state.inferences.get(step.id)?.inputs);
  const { port, columnTypes, exceptColumns } = field;
  return useMemo(() => {
    const schemas = port === null ? Object.values(inputs ?? {}) : [inputs?.[port] ?? []];
    const schema = schemas.flat().find(({ kind }) => kind !== 'opaque');
    const all = knownTable(schema)?.columns ?? null;
    const fits = (type: string) => columnTypes.length === 0 || columnTypes.includes(type);
    const offered = (all ?? []).filter(({ name, type }) => fits(type) && !exceptColumns.includes(name));
    const reason =
      schema === undefined
        ? 'Connect a table to choose from its columns.'
        : schema.kind === 'needs-run'
          ? schema.reason
          : 'The columns are not known yet.';
    return { all, offered, partial: schema?.kind === 'partial', reason };
  }, [inputs, port, columnTypes, exceptColumns]);
}
