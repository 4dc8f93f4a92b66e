'use client';

import { assertNever } from '@millrace/pipeline-core/exhaustive';
import { answersAlreadyWords, nothingChangesAdvice } from '@millrace/pipeline-core/release';
import { type InTheWay, inTheWayAdvice, inTheWayWords } from '@millrace/pipeline-core/rollout';
import { formatDayTime } from '../../lib/format-date';
import { Notice } from '../../ui/Notice';
import { TextLink } from '../../ui/TextLink';
import { ChecksJump } from '../deployments/ChecksJump';
import { useProject } from '../frame/project-context';
import { failedChecksWords } from './failed-checks';
import type { DeployFormState } from './use-deploy-form';

/** What is to be known before anything is chosen: somebody else is at it, it is done already, or a check fails. */
export function SheetNotices({ form }: { form: DeployFormState }) {
  const { already, again, inTheWay, preview } = form;
  const endpoint = preview.data?.endpoint ?? null;
  const failed = failedChecksWords(preview.data?.forecast.failed ?? []);
  return (
    <>
      {endpoint === null || inTheWay === null ? null : <InTheWayNotice endpoint={endpoint} what={inTheWay} />}
      {already === null ? null : (
        <Notice tone="info" title={answersAlreadyWords(already)}>
          {again ?? nothingChangesAdvice}
        </Notice>
      )}
      {failed === null ? null : (
        <Notice tone={form.outcome === 'blocked' ? 'danger' : 'warning'} title={failed} actions={<ChecksJump />} />
      )}
    </>
  );
}

function InTheWayNotice({ endpoint, what }: { endpoint: { id: string; name: string }; what: InTheWay }) {
  const { slug } = useProject();
  const [place, words] = placeOf(endpoint.id, what);
  return (
    <Notice
      tone="warning"
      title={inTheWayWords(endpoint.name, what, formatDayTime(what.since))}
      actions={<TextLink href={`/p/${slug}/${place}`}>{words}</TextLink>}
    >
      {inTheWayAdvice(what)}
    </Notice>
  );
}

/** Where what is in the way is seen, below the project, and the words of the link. */
function placeOf(endpoint: string, what: InTheWay): [place: string, words: string] {
  switch (what.kind) {
    case 'rollout':
      return [`deployments/${endpoint}?tab=rollout`, 'Open the rollout'];
    case 'deployment':
      return [`deployments/${endpoint}?tab=timeline`, 'Open the timeline'];
    case 'packing':
      return [`runs/${what.run.id}`, `Open run ${what.run.number}`];
    default:
      return assertNever(what);
  }
}
