'use client';

import { findContract } from '@millrace/pipeline-core/steps';
import { Textarea } from '../../../ui/Textarea';
import { knownTable } from '../../drawing/schema-change';
import { useEditor } from '../../use-editor';
import type { FieldProps } from '../field-props';
import { nextIndent } from './next-indent';

const givenRoles: ReadonlySet<string> = new Set(['feature', 'target']);

/** A query or a program, and below it the tables it may name with their columns. */
export function SqlField({ step, field, value, set, ids }: FieldProps) {
  const inputs = useEditor((state) => state.inferences.get(step.id)?.inputs);
  const contract = findContract(step.type);
  const trains = contract?.stage === 'train';
  const tables = Object.keys(contract?.inputs ?? {}).flatMap((port) => {
    const schema = inputs?.[port]?.[0];
    if (schema === undefined) return [];
    const columns = knownTable(schema)?.columns ?? null;
    // A trainer's code gets the rows of a part, and of those what it may learn from, and the target.
    const given = columns?.filter(
      ({ name, role }) => !trains || givenRoles.has(role) || name === step.params['target'],
    );
    return [{ name: trains ? 'train' : port, columns: given ?? null }];
  });
  return (
    <div className="grid gap-1.5">
      <Textarea
        {...ids}
        rows={field.kind === 'python' ? 16 : 10}
        spellCheck={false}
        wrap={field.kind === 'python' ? 'off' : 'soft'}
        className="font-mono text-12"
        value={typeof value === 'string' ? value : ''}
        onChange={(event) => set(field.name, event.target.value)}
        onKeyDown={(event) => {
          if (
            field.kind !== 'python' ||
            event.key !== 'Enter' ||
            event.ctrlKey ||
            event.metaKey ||
            event.nativeEvent.isComposing
          )
            return;
          event.preventDefault();
          const box = event.currentTarget;
          const { selectionStart: from, selectionEnd: to } = box;
          box.setRangeText(`\n${nextIndent(box.value.slice(0, from))}`, from, to, 'end');
          set(field.name, box.value);
        }}
      />
      {tables.map(({ name, columns }) => (
        <p key={name} className="flex gap-2 text-12">
          <code className="flex-none font-mono font-semibold">{name}</code>
          <span className="min-w-0 font-mono break-words text-muted">
            {columns === null ? 'Its columns are not known yet.' : columns.map((column) => column.name).join(', ')}
          </span>
        </p>
      ))}
    </div>
  );
}
