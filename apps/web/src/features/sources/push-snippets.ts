import type { ConfigOf } from '@millrace/pipeline-core/sources';
import { pythonLiteral } from '../deployments/snippet-code';

type PushConfig = ConfigOf<'push'>;

/** Two events as a sender would write them, with the fields that the source looks at. */
function examples({ idField, timeField }: PushConfig): Record<string, string | number>[] {
  return [1, 2].map((n) => ({
    ...(idField === '' ? {} : { [idField]: `example-${n}` }),
    ...(timeField === '' ? {} : { [timeField]: `2026-11-01T10:0${n}:00Z` }),
    amount: n * 12.5,
  }));
}

/** A request with curl, for a shell of the POSIX kind. */
export function pushCurl(address: string, config: PushConfig): string {
  const lines = examples(config).map((event) => JSON.stringify(event));
  return [
    // Every shell that has curl has these; a repeat with the same name stores nothing twice.
    ...(config.idField === '' ? ["KEY=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \\n')"] : []),
    `curl ${address} \\`,
    '  -H "Authorization: Bearer $MILLRACE_API_KEY" \\',
    ...(config.idField === '' ? ['  -H "Idempotency-Key: $KEY" \\'] : []),
    '  -H "Content-Type: application/x-ndjson" \\',
    `  --data-binary '${lines.join('\n').replaceAll("'", "'\\''")}'`,
  ].join('\n');
}

/** The same request with nothing but Python's own library. */
export function pushPython(address: string, config: PushConfig): string {
  return [
    'import json, os, urllib.request, uuid',
    '',
    `events = ${pythonLiteral(examples(config))}`,
    `request = urllib.request.Request(${pythonLiteral(address)}, json.dumps(events).encode(), {`,
    '    "Content-Type": "application/json",',
    ...(config.idField === '' ? ['    "Idempotency-Key": str(uuid.uuid4()),'] : []),
    '    "Authorization": "Bearer " + os.environ["MILLRACE_API_KEY"],',
    '})',
    'print(json.load(urllib.request.urlopen(request)))',
  ].join('\n');
}
