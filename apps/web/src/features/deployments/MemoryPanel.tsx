import { Card, CardBody, CardHeader } from '../../ui/Card';
import { Select } from '../../ui/Select';
import { useProject } from '../frame/project-context';
import type { MemoryEndpoint } from './memory-endpoint';
import { againOptions } from './memory-words';
import { PrecomputedCard } from './PrecomputedCard';
import { useConfigureEndpoint } from './use-configure-endpoint';

/** Which answers of an endpoint come from memory: scores that a batch has made, and answers that were given before. */
export function MemoryPanel({ endpoint }: { endpoint: MemoryEndpoint }) {
  return (
    <div className="grid gap-4">
      <PrecomputedCard endpoint={endpoint} />
      <Card aria-label="Answers given again">
        <CardHeader title="Answers given again" aside={<AgainSelect endpoint={endpoint} />} />
        <CardBody>
          <p className="text-14">
            The very same row, asked again of the same release, gets the answer that it got before, and the model is not
            asked. That pays where a row takes a millisecond or more: nets over images and texts, models in a process of
            their own. Each release has its own answers, the latest 10,000 or 8 MB of them.
          </p>
        </CardBody>
      </Card>
    </div>
  );
}

function AgainSelect({ endpoint }: { endpoint: MemoryEndpoint }) {
  const { slug, can } = useProject();
  const configure = useConfigureEndpoint();
  const seconds = endpoint.config?.remember?.seconds ?? 0;
  return (
    <Select
      label="How long answers are given again"
      value={String(seconds)}
      options={againOptions(seconds)}
      disabled={!can('deploy') || endpoint.config === null || configure.isPending}
      onValueChange={(value) => {
        const remember = value === '0' ? null : { seconds: Number(value) };
        configure.mutate({ project: slug, endpoint: endpoint.id, remember });
      }}
    />
  );
}
