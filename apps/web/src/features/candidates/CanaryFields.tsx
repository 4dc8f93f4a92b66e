import { ruleSentences, spanWords, stepWords } from '@millrace/pipeline-core/rollout';
import { formatNumber } from '../../lib/format-number';
import { Field } from '../../ui/Field';
import { Select } from '../../ui/Select';
import { takesWords } from '../deployments/step-estimate';
import { ShadowFields } from './ShadowFields';
import type { DeployFormState } from './use-deploy-form';

/** Stands for no column in the list, where an empty value cannot be chosen. */
const nobody = 'nobody';

/** How a canary goes on: whether it begins in shadow, its steps, its rules, and what keeps a caller on one release. */
export function CanaryFields({ form }: { form: DeployFormState }) {
  const { preview, stickyBy, setStickyBy, columns, plan } = form;
  const names = { champion: preview.data?.serves ?? 'the one before', challenger: preview.data?.release.name ?? 'it' };
  const [first] = plan.steps;
  const counted = first?.shadow === undefined ? 'requests' : 'copies of requests';
  return (
    <section className="grid gap-3">
      <ShadowFields form={form} />
      <div className="grid gap-1">
        <h3 className="text-12 font-medium text-muted">Steps</h3>
        <p className="text-13 tabular-nums">
          {`${stepWords(plan)}. The first lasts ${spanWords(first?.dwellSeconds ?? 0)} and ${formatNumber(first?.minRequests ?? 0, 0)} ${counted} at least; each is entered by itself, or by hand.${first === undefined ? '' : ` ${takesWords(first)}`}`.trimEnd()}
        </p>
      </div>
      <details className="text-13">
        <summary className="cursor-pointer text-12 font-medium text-muted">When it is aborted by itself</summary>
        <ul className="mt-1 grid list-disc gap-1 pl-4">
          {ruleSentences(plan, names).map((rule) => (
            <li key={rule}>{rule}</li>
          ))}
        </ul>
      </details>
      <Field label="Keep each caller on one release by" hint="A column that requests carry, such as the customer.">
        {(ids) => (
          <Select
            {...ids}
            value={stickyBy ?? nobody}
            onValueChange={(value) => setStickyBy(value === nobody ? null : value)}
            options={[
              { value: nobody, label: 'Nothing: each request is drawn anew' },
              ...columns.map((name) => ({ value: name, label: name })),
            ]}
          />
        )}
      </Field>
    </section>
  );
}
