import { metricLabel, rowsInWords } from '@millrace/pipeline-core/metrics';
import type { Outputs } from '../../client/outputs';
import { formatBytes } from '../../lib/format-bytes';
import { formatFixed } from '../../lib/format-number';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { Table } from '../../ui/Table';

type Release = Outputs['models']['get']['releases'][number];

/** What a release reads, how good it is, and which files it is made of. */
export function ReleaseFacts({ release }: { release: Release }) {
  const { manifest, evaluation } = release;
  const judged = evaluation === null ? null : evaluation.parts[evaluation.part];
  return (
    <div className="grid content-start gap-4">
      {judged === null ? null : (
        <Card>
          <CardHeader
            title="How good it is"
            aside={evaluation === null ? '' : `${judged.rows.toLocaleString('en')} ${rowsInWords(evaluation)}`}
          />
          <CardBody>
            <dl className="grid grid-cols-2 gap-x-8 gap-y-1 text-13 tabular-nums sm:grid-cols-3">
              {Object.entries(judged.metrics).map(([name, value]) => (
                <div key={name} className="flex justify-between gap-4">
                  <dt className="text-muted">{metricLabel(name)}</dt>
                  <dd>{formatFixed(value)}</dd>
                </div>
              ))}
            </dl>
          </CardBody>
        </Card>
      )}
      <Card>
        <CardHeader title="What it reads" aside={`${manifest.signature.inputs.length} columns`} />
        <Table
          label="Signature"
          rows={manifest.signature.inputs}
          rowId={({ name }) => name}
          columns={[
            { id: 'name', header: 'Column', cell: ({ name }) => name },
            { id: 'type', header: 'Type', cell: ({ type }) => type },
            {
              id: 'from',
              header: 'From',
              cell: ({ lookup }) => (lookup === undefined ? 'the caller' : `view ${lookup.view}`),
            },
            {
              id: 'values',
              header: 'Seen in training',
              wrap: true,
              cell: ({ range, levels }) =>
                range === undefined ? (levels ?? []).slice(0, 8).join(', ') : `${range[0]} to ${range[1]}`,
            },
          ]}
        />
      </Card>
      <Card>
        <CardHeader title="The bundle" />
        <CardBody>
          <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 text-12">
            <dt className="text-muted">sha256</dt>
            <dd className="truncate font-mono">{release.bundleHash}</dd>
            <dt className="text-muted">Feature set</dt>
            <dd className="truncate font-mono">{manifest.featureSetId}</dd>
            {manifest.files.map(({ path, bytes }) => (
              <div key={path} className="contents">
                <dt className="text-muted">{path}</dt>
                <dd className="tabular-nums">{formatBytes(bytes)}</dd>
              </div>
            ))}
          </dl>
        </CardBody>
      </Card>
    </div>
  );
}
