import { deployStrategySchema } from '@millrace/pipeline-core/release';
import { defaultRolloutSteps, stepWords } from '@millrace/pipeline-core/rollout';
import { RadioGroup } from '../../ui/RadioGroup';
import type { DeployFormState } from './use-deploy-form';

/** Sandbox, a share that grows, or all traffic; what does not fit the endpoint cannot be chosen, and says why. */
export function StrategyChoice({ form }: { form: DeployFormState }) {
  const { endpoint, present, strategy } = form;
  const isLive = present !== null && !present.sandbox;
  return (
    <RadioGroup
      label="How"
      look="cards"
      value={strategy}
      onValueChange={(value) => form.setStrategy(deployStrategySchema.parse(value))}
      options={[
        {
          value: 'sandbox',
          label: 'Sandbox',
          disabled: isLive,
          hint: isLive
            ? `${endpoint} is live. Choose another endpoint for a sandbox.`
            : 'For trying out: answers callers with a key, and is left out of the project’s figures.',
        },
        {
          value: 'canary',
          label: 'Canary',
          disabled: !isLive,
          hint: isLive
            ? `A share that grows, ${stepWords({ steps: defaultRolloutSteps })}, while it does no worse.`
            : 'For live endpoints: a share of their traffic that grows.',
        },
        {
          value: 'direct',
          label: 'Direct',
          hint:
            present?.sandbox === true
              ? `All traffic at once; ${endpoint} becomes live.`
              : 'All traffic of the endpoint at once; the release before stays as fallback.',
        },
      ]}
    />
  );
}
