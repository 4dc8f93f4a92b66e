'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';
import { CodeTabs } from '../../ui/CodeBlock';
import { Notice } from '../../ui/Notice';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';

/** The same request in curl and Python, with a real row. */
export function Snippets({ endpoint, url }: { endpoint: string; url: string }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const sample = useQuery(trpc.endpoints.sampleRow.queryOptions({ project: slug, id: endpoint, offset: 0 }));
  const body = JSON.stringify({ rows: [sample.data?.row ?? {}] }, null, 2);
  const curl = [
    `curl ${url}/predict \\`,
    '  -H "Authorization: Bearer $MILLRACE_KEY" \\',
    '  -H "Content-Type: application/json" \\',
    `  -d '${body.replaceAll("'", "'\\''")}'`,
  ].join('\n');
  const python = [
    'import json, os, urllib.request',
    '',
    `body = json.loads(r'''${body}''')`,
    `request = urllib.request.Request("${url}/predict", json.dumps(body).encode(),`,
    '    {"Content-Type": "application/json", "Authorization": "Bearer " + os.environ["MILLRACE_KEY"]})',
    'print(json.load(urllib.request.urlopen(request)))',
  ].join('\n');
  return (
    <div className="grid max-w-[860px] gap-3">
      <Notice tone="info">
        Calls need an API key with the scope predict.{' '}
        <TextLink href={`/p/${slug}/settings/keys`}>Make one in Settings</TextLink>
      </Notice>
      <CodeTabs
        samples={[
          { title: 'curl', code: curl },
          { title: 'Python', code: python },
        ]}
      />
    </div>
  );
}
