'use client';

import { CodeTabs } from '../../ui/CodeBlock';
import { Notice } from '../../ui/Notice';
import { TextLink } from '../../ui/TextLink';
import { pythonLiteral } from '../deployments/snippet-code';
import { useProject } from '../frame/project-context';
import type { ViewDetail } from './view-detail';

/** The request that reads these features, in curl and Python, with entities that are there. */
export function FeatureRequest({ detail }: { detail: ViewDetail }) {
  const { slug } = useProject();
  const body = requestOf(detail);
  return (
    <div className="grid max-w-[860px] gap-3">
      <Notice tone="info">
        Calls need an API key with the scope predict. Clients of Feast work, too: the answer has one result per feature.{' '}
        <TextLink href={`/p/${slug}/settings/keys`}>Make a key in Settings</TextLink>
      </Notice>
      <CodeTabs
        samples={[
          { title: 'curl', code: curl(detail.url, body) },
          { title: 'Python', code: python(detail.url, body) },
        ]}
      />
    </div>
  );
}

function requestOf({ view, examples }: ViewDetail) {
  const features = view.features.slice(0, 5).map(({ name }) => `${view.name}:${name}`);
  const entities = Object.fromEntries(view.keys.map(({ name }, at) => [name, examples.map((key) => key[at] ?? null)]));
  return { features, entities };
}

function curl(url: string, body: object): string {
  return [
    `curl ${url} \\`,
    '  -H "Authorization: Bearer $MILLRACE_API_KEY" \\',
    '  -H "Content-Type: application/json" \\',
    `  -d '${JSON.stringify(body, null, 2).replaceAll("'", "'\\''")}'`,
  ].join('\n');
}

function python(url: string, body: object): string {
  return [
    'import json, os, urllib.request',
    '',
    `body = ${pythonLiteral(body)}`,
    `request = urllib.request.Request(${pythonLiteral(url)}, json.dumps(body).encode(),`,
    '    {"Content-Type": "application/json", "Authorization": "Bearer " + os.environ["MILLRACE_API_KEY"]})',
    'print(json.load(urllib.request.urlopen(request)))',
  ].join('\n');
}
