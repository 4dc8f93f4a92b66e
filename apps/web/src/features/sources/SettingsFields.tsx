import { Field } from '../../ui/Field';
import { Input } from '../../ui/Input';
import { Select } from '../../ui/Select';
import { Textarea } from '../../ui/Textarea';
import { type Draft, isShown, type SettingField } from './settings-fields';

type Props = {
  fields: readonly SettingField[];
  draft: Draft;
  problems: Readonly<Record<string, string>>;
  onChange: (draft: Draft) => void;
};

/** The settings of a kind of source; what is rarely changed is folded. */
export function SettingsFields({ fields, ...form }: Props) {
  const shown = fields.filter((field) => isShown(field, form.draft));
  const folded = shown.filter(({ advanced }) => advanced);
  return (
    <>
      <FieldGrid fields={shown.filter(({ advanced }) => !advanced)} {...form} />
      {folded.length === 0 ? null : (
        <details className="grid gap-3" open={folded.some(({ name }) => form.problems[name] !== undefined)}>
          <summary className="w-fit cursor-pointer text-12 font-medium text-muted">More settings</summary>
          <div className="pt-3">
            <FieldGrid fields={folded} {...form} />
          </div>
        </details>
      )}
    </>
  );
}

function FieldGrid({ fields, draft, problems, onChange }: Props) {
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {fields.map((field) => (
        <Field
          key={field.name}
          label={field.title}
          aside={field.unit}
          hint={field.description}
          error={problems[field.name]}
          className={isWide(field) ? 'sm:col-span-2' : ''}
        >
          {(ids) => (
            <Control
              ids={ids}
              field={field}
              value={draft[field.name] ?? ''}
              onChange={(value) => onChange({ ...draft, [field.name]: value })}
            />
          )}
        </Field>
      ))}
    </div>
  );
}

function isWide({ name, widget, description }: SettingField): boolean {
  return widget === 'multiline' || ['url', 'path'].includes(name) || (description?.length ?? 0) > 60;
}

function Control(props: {
  ids: { id: string };
  field: SettingField;
  value: string | number;
  onChange: (value: string | number) => void;
}) {
  const { ids, field, value, onChange } = props;
  if (field.enum !== undefined)
    return (
      <Select
        {...ids}
        label={field.title}
        value={String(value)}
        onValueChange={onChange}
        options={field.enum.map((option) => ({ value: option, label: field.labels[option] ?? option }))}
      />
    );
  if (field.widget === 'multiline')
    return (
      <Textarea
        {...ids}
        className="font-mono text-12"
        rows={4}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  const isNumber = field.type === 'integer' || field.type === 'number';
  return (
    <Input
      {...ids}
      value={value}
      inputMode={isNumber ? 'numeric' : 'text'}
      placeholder={field.placeholder}
      onChange={(event) => onChange(isNumber ? toNumber(event.target.value) : event.target.value)}
    />
  );
}

/** What is no number yet stays as typed, and the schema says so. */
function toNumber(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text;
}
