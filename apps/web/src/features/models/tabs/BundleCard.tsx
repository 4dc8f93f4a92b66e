import { formatBytes } from '../../../lib/format-bytes';
import { Card, CardBody, CardHeader } from '../../../ui/Card';
import type { Version } from '../version-data';
import { FactList } from './FactList';
import { HashText } from './HashText';

/** The files that a version is made of. */
export function BundleCard({ release }: { release: NonNullable<Version['release']> }) {
  return (
    <Card>
      <CardHeader title="The bundle" />
      <CardBody>
        <FactList
          facts={[
            { name: 'sha256', value: <HashText hash={release.bundleHash} /> },
            ...release.manifest.files.map(({ path, bytes }) => ({ name: path, value: formatBytes(bytes) })),
          ]}
        />
      </CardBody>
    </Card>
  );
}
