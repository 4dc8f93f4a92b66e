import { percentText } from '@millrace/pipeline-core/percent';
import { Checkbox } from '../../ui/Checkbox';
import { Field } from '../../ui/Field';
import { Select } from '../../ui/Select';
import type { DeployFormState } from './use-deploy-form';

const copied = [100, 50, 10, 1];
const limits = [0.1, 0.25, 0.5, 1];

/** Whether a canary begins in shadow, with how many copies, and how often it may answer otherwise. */
export function ShadowFields({ form }: { form: DeployFormState }) {
  const { shadow, setShadow } = form;
  return (
    <div className="grid gap-3">
      <div className="grid gap-1">
        <Checkbox
          label="Shadow first"
          checked={shadow.first}
          onCheckedChange={(first) => setShadow({ ...shadow, first })}
        />
        <p className="text-12 text-muted">
          It gets copies of live requests once they are answered, and is compared on them. Callers see the release
          before.
        </p>
      </div>
      {shadow.first ? (
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label="Copies">
            {(ids) => (
              <Select
                {...ids}
                value={String(shadow.percent)}
                onValueChange={(value) => setShadow({ ...shadow, percent: Number(value) })}
                options={copied.map((percent) => ({
                  value: String(percent),
                  label: `${percentText(percent)} of requests`,
                }))}
              />
            )}
          </Field>
          <Field label="Aborted by its answers">
            {(ids) => (
              <Select
                {...ids}
                value={String(shadow.differOnMost)}
                onValueChange={(value) => setShadow({ ...shadow, differOnMost: Number(value) })}
                options={limits.map((limit) => ({
                  value: String(limit),
                  label: limit === 1 ? 'never, however many differ' : `when over ${percentText(limit * 100)} differ`,
                }))}
              />
            )}
          </Field>
        </div>
      ) : null}
    </div>
  );
}
