import { RadioGroup } from '../../ui/RadioGroup';
import type { DeployFormState } from './use-deploy-form';

/** Sandbox or all traffic; a live endpoint takes no sandbox deployment, and says why. */
export function StrategyChoice({ form }: { form: DeployFormState }) {
  const { endpoint, present, strategy } = form;
  const isLive = present !== null && !present.sandbox;
  return (
    <RadioGroup
      label="How"
      look="cards"
      value={strategy}
      onValueChange={(value) => form.setStrategy(value === 'direct' ? 'direct' : 'sandbox')}
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
