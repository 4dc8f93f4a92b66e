'use client';

import { Card, CardBody, CardHeader } from '../../../ui/Card';
import { CodeBlock } from '../../../ui/CodeBlock';
import { EmptyState } from '../../../ui/EmptyState';
import { useProject } from '../../frame/project-context';
import type { Version } from '../version-data';
import { exportCommand } from './export-command';

/** The command that takes a version out of the workbench, as a folder with a server of its own. */
export function ServerExport({ release }: { release: NonNullable<Version['release']> }) {
  const { slug } = useProject();
  const { modelName: model, number, manifest } = release;
  if (manifest.format === 'python') {
    return (
      <Card>
        <EmptyState
          title="It cannot leave as a server"
          detail="It answers through Python, with the packages that it was fitted with, which a folder cannot bring along. Deploy it: an endpoint answers with it. Or keep it as ONNX."
        />
      </Card>
    );
  }
  const isImported = manifest.format === 'onnx';
  const looked = manifest.signature.inputs.filter(({ lookup }) => lookup !== undefined).map(({ name }) => name);
  return (
    <Card>
      <CardHeader title="As a server" />
      <CardBody>
        <div className="grid max-w-[860px] gap-3">
          <p className="text-13 text-muted">
            Run this in the folder of Millrace, with the same settings (PORT, DATA_DIR) in front of it as this one was
            started with, if any: it finds it by them. It writes a folder that answers as an endpoint does, bit for bit,
            and needs Node alone: the bundle, a server, a Dockerfile and manifests for Kubernetes.
            {isImported ? ' The ONNX Runtime that answers here lies in it, too, for Linux on x64 and arm64.' : null}
            {looked.length === 0 ? null : ` Nothing is looked up there: callers send ${looked.join(', ')} themselves.`}
          </p>
          <CodeBlock
            title="Export"
            code={exportCommand({ model, number, project: slug, lookups: looked.length > 0 })}
          />
        </div>
      </CardBody>
    </Card>
  );
}
