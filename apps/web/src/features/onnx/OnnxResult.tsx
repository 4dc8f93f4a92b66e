'use client';

import type { OnnxParity } from '@millrace/pipeline-core/release';
import { Download } from 'lucide-react';
import { cn } from '../../lib/cn';
import { formatBytes } from '../../lib/format-bytes';
import { buttonStyles } from '../../ui/Button';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { CodeBlock } from '../../ui/CodeBlock';
import { useProject } from '../frame/project-context';
import { downloadHref, onnxFileName, parityWords } from './find-export';

/** An exported file: what was proven, what it reads, what is not inside, and the download. `bare`: in a panel of its own. */
export function OnnxResult({ parity, bare = false }: { parity: OnnxParity; bare?: boolean }) {
  const { slug } = useProject();
  const name = onnxFileName(parity.title ?? 'model');
  const { preparation, inputs, outputs } = parity;
  return (
    <Card className={bare ? 'border-0 bg-transparent [&>*]:px-0' : ''}>
      <CardHeader title={name} aside={formatBytes(parity.file.bytes)} />
      <CardBody>
        <p>{parityWords(parity)}</p>
        <a
          className={cn(buttonStyles({ variant: 'primary' }), 'justify-self-start')}
          href={downloadHref({ project: slug, hash: parity.file.hash, name })}
          download={name}
        >
          <Download className="lucide" aria-hidden />
          Download
        </a>
        <p>
          {preparation.length === 0
            ? 'The model reads the columns as they came: there is no preparation before it.'
            : 'The preparation before the model is not in the file. Give it cells that have gone through:'}
        </p>
        {preparation.length === 0 ? null : (
          <CodeBlock title="Preparation, not in the file" code={preparation.join('\n')} />
        )}
        <CodeBlock title="Inputs and outputs" code={[...inputs.map(line), '', ...outputs.map(line)].join('\n')} />
      </CardBody>
    </Card>
  );
}

function line({ name, type, dims }: OnnxParity['inputs'][number]): string {
  return `${name}  ${type} [${dims.join(', ')}]`;
}
