import { formatBytes } from '../../../lib/format-bytes';
import { formatCount } from '../../../lib/format-number';
import { Card, CardBody, CardHeader } from '../../../ui/Card';
import type { Version } from '../version-data';
import { FactList } from './FactList';
import { HashText } from './HashText';

/** The files that a version is made of. */
export function BundleCard({ release }: { release: NonNullable<Version['release']> }) {
  const { heldOut } = release.manifest;
  return (
    <Card>
      <CardHeader title="The bundle" />
      <CardBody>
        <FactList
          facts={[
            { name: 'sha256', value: <HashText hash={release.bundleHash} /> },
            ...release.manifest.files.map(({ path, bytes }) => ({ name: path, value: formatBytes(bytes) })),
            // Not in it: they stay here when it travels.
            ...(heldOut?.stored === undefined
              ? []
              : [
                  {
                    name: `beside it, ${formatCount(heldOut.rows, 'held-out row')}`,
                    value: formatBytes(heldOut.stored.bytes),
                  },
                ]),
          ]}
        />
      </CardBody>
    </Card>
  );
}
