import type { Passport } from '@millrace/pipeline-core/api';
import { Database, Split } from 'lucide-react';
import { formatDayTime } from '../../lib/format-date';
import { formatCount } from '../../lib/format-number';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { FactList } from '../models/tabs/FactList';
import { HashText } from '../models/tabs/HashText';
import { howSplit } from '../splits/split-words';
import { ChainLink } from './ChainLink';
import { whyGone } from './passport-words';

type Props = { passport: Passport };

/** The landings whose rows the model learned from. */
export function BatchLinks({ passport }: Props) {
  const { batches } = passport;
  const gone = whyGone(passport, 'batches');
  if (batches.length === 0) return <ChainLink icon={Database} title="Raw data" gone={gone} />;
  return (
    <ChainLink
      icon={Database}
      title="Raw data"
      aside={batches.length === 1 ? null : formatCount(batches.length, 'batch', 'batches')}
      gone={gone}
    >
      {batches.map((batch) => (
        <Batch key={batch.id} batch={batch} />
      ))}
    </ChainLink>
  );
}

function Batch({ batch }: { batch: Passport['batches'][number] }) {
  const { slug } = useProject();
  const name = `${batch.dataset.name}, batch ${batch.number}`;
  return (
    <FactList
      facts={[
        {
          name: 'Batch',
          value: batch.deleted ? (
            `${name} (deleted)`
          ) : (
            <TextLink href={`/p/${slug}/data/${batch.dataset.id}?batch=${batch.id}&tab=lineage`}>{name}</TextLink>
          ),
        },
        { name: 'Landed', value: `${formatDayTime(batch.landed)}, ${formatCount(batch.rows, 'row')} of ${batch.file}` },
        { name: 'Raw bytes', value: <HashText hash={batch.raw} /> },
        { name: 'Table', value: <HashText hash={batch.table} /> },
      ]}
    />
  );
}

/** Which rows it learned from, and which were held out. */
export function SplitLink({ passport }: Props) {
  const { slug } = useProject();
  const { split } = passport;
  const gone = whyGone(passport, 'split');
  if (split === null) return <ChainLink icon={Split} title="Split" gone={gone} />;
  const { receipt, record, signed } = split;
  const { counts, proof } = receipt;
  return (
    <ChainLink icon={Split} title="Split" aside={signed ? 'receipt signed' : 'receipt not signed'} gone={gone}>
      <p>{howSplit(receipt)}</p>
      <FactList
        facts={[
          ...(record === null
            ? []
            : [
                {
                  name: 'Receipt',
                  value: (
                    <>
                      <TextLink href={`/p/${slug}/runs/${record.run}?step=${record.step}`}>{record.title}</TextLink>
                      {`, by ${record.by}`}
                    </>
                  ),
                },
              ]),
          {
            name: 'Rows',
            value: `${formatCount(counts.train, 'train row')}, ${formatCount(counts.validation, 'validation row')}, ${formatCount(counts.test, 'test row')}`,
          },
          ...(proof === undefined ? [] : [{ name: 'Marks of the rows', value: <HashText hash={proof.assignment} /> }]),
        ]}
      />
    </ChainLink>
  );
}
