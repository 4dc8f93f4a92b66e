import { cutsPlan } from '@millrace/pipeline-core/features';
import { findContract, type StepContract } from '@millrace/pipeline-core/steps';
import { Scissors } from 'lucide-react';

/** Says of a step that cuts the feature plan what that means for a request, in words that need no knowledge of plans. */
export function PlanCut({ type }: { type: string }) {
  const contract = findContract(type);
  if (contract === undefined || !cutsPlan(contract)) return null;
  return (
    <p className="flex gap-2 border-t border-border pt-3 text-12 text-muted">
      <Scissors className="mt-px size-3.5 flex-none" aria-hidden />
      <span>
        <b className="font-medium text-text">
          {looksUp(contract) ? 'Requests start at this step.' : 'Requests start behind this step.'}
        </b>{' '}
        {looksUp(contract)
          ? 'A model behind this step asks for the keys and for the columns that come in here; the features are looked up for each request.'
          : 'A single request cannot be prepared through this step: a model behind it asks for the columns that come out here.'}
      </span>
    </p>
  );
}

function looksUp({ references, params }: StepContract): boolean {
  const named = references?.(params.parse({})) ?? [];
  return named.some((reference) => reference.kind === 'feature-view' && reference.use === 'read');
}
