'use client';

import { formatUtc } from '../../lib/format-date';
import { CodeBlock } from '../../ui/CodeBlock';
import { Dialog } from '../../ui/Dialog';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { SaveAsTest } from '../model-tests/SaveAsTest';
import type { LatestRequest } from './latest-request';

/** One request: when, who answered, what was sent and what came back. */
export function RequestDialog({ request, onClose }: { request: LatestRequest | null; onClose: () => void }) {
  return (
    <Dialog open={request !== null} onOpenChange={onClose} title="Request" width={640}>
      {request === null ? null : <Shown request={request} />}
    </Dialog>
  );
}

function Shown({ request }: { request: LatestRequest }) {
  const { slug } = useProject();
  const { id, at, release, releaseName, callerName, reason, status, input, output } = request;
  const facts = [formatUtc(at), ...(releaseName === null ? [] : [releaseName]), callerName];
  return (
    <div className="grid gap-3 pb-3">
      <p className="text-12 text-muted">
        {facts.join(' · ')}
        <br />
        <code className="font-mono">{id}</code>
      </p>
      {reason === undefined ? null : <p className="text-13">{reason}</p>}
      {status === 'invalid' ? (
        <p className="text-12 text-muted">The values of a refused request are not kept.</p>
      ) : (
        <>
          <CodeBlock title="Input" code={JSON.stringify(input, null, 2)} />
          <CodeBlock title="Answer" code={JSON.stringify(output, null, 2)} />
        </>
      )}
      <div className="flex items-center justify-between gap-3">
        <TextLink href={`/p/${slug}/predictions/${id}`}>Passport: where this answer comes from</TextLink>
        {release === null ? null : <SaveAsTest run={{ prediction: id }} />}
      </div>
    </div>
  );
}
