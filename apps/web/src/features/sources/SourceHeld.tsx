import { formatCount } from '../../lib/format-number';
import { TextLink } from '../../ui/TextLink';
import { QuarantinedBatch } from '../data/QuarantinedBatch';
import { useProject } from '../frame/project-context';
import type { SourceDetail } from './source-words';

/** So many batches are decided here; the page of the dataset has all of them. */
const most = 3;

/** Batches that wait for a person, to be decided where one sees that they do. */
export function SourceHeld({ detail }: { detail: SourceDetail }) {
  const { slug } = useProject();
  const { held, dataset } = detail;
  const left = held.length - most;
  return (
    <>
      {held.slice(0, most).map((batch) => (
        <QuarantinedBatch key={batch.id} batch={batch} />
      ))}
      {left > 0 && dataset !== null ? (
        <p>
          <TextLink href={`/p/${slug}/data/${dataset.id}?tab=batches`}>
            {`${formatCount(left, 'more batch waits', 'more batches wait')} in quarantine`}
          </TextLink>
        </p>
      ) : null}
    </>
  );
}
