import type { JsonObject } from '@millrace/pipeline-core/json';
import type { Signature } from '@millrace/pipeline-core/release';
import { type ReleaseFacts, titleOf } from '../release-facts';
import { clusterName, containerPort } from './manifests';

type ReadmeOptions = {
  facts: ReleaseFacts;
  signature: Signature;
  example: JsonObject;
  image: string;
  /** Others made the model: it answers through ONNX Runtime, in a process of its own. */
  apart: boolean;
};

/** README.md of an exported folder. */
export function readmeOf(o: ReadmeOptions): string {
  const { facts, image, apart } = o;
  return `# ${titleOf(facts)}

One release of a model, exported by Millrace: \`bundle.tar\` (sha256 \`${facts.sha256 ?? facts.bundle}\`) and a server that
answers with it exactly as the workbench does. It needs Node 20.19 or newer and nothing else: no packages, no database, no
network. At every start it compares the bundle and every file in it with their hashes, and answers the proof rows in it; if a
byte or an answer differs, it says which and does not start.
${apart ? apartNote : ''}${facts.sha256 === undefined ? '' : rowsNote(facts)}
## Run it

\`\`\`sh
npm start                     # or: node server.mjs
curl http://127.0.0.1:${containerPort}/predict -H 'Content-Type: application/json' \\
  -d '${shellText({ rows: [o.example] })}'
\`\`\`

| Setting            | Default     | What                                                                              |
| ------------------ | ----------- | --------------------------------------------------------------------------------- |
| \`HOST\`, \`PORT\`     | 127.0.0.1, ${containerPort} | Where it listens                                                              |
| \`API_KEYS\`         | none        | Keys callers may have, parted by commas: as they are (16 characters or more), or as \`sha256:HEX\` (\`printf %s KEY \\| sha256sum\`) |
| \`OPEN_TO_ALL\`      | no          | \`yes\`: without keys on addresses that other machines reach                        |
| \`PREDICTIONS_FILE\` | none        | A file that every prediction is appended to, one JSON object a line, inputs included |
${apart ? megabytesRow : ''}| \`LOG_LEVEL\`        | info        | debug, info, warn, error                                                          |

Without \`API_KEYS\` it answers whoever reaches it, so it then listens on this machine only. Keys are sent as
\`Authorization: Bearer KEY\`, \`X-API-Key: KEY\` or the password of Basic authentication.

## What it answers

| Address             | What                                                                                        |
| ------------------- | ------------------------------------------------------------------------------------------- |
| \`POST /predict\`     | one row as an object, or \`{"rows": [...]}\` with up to 10,000                                |
| \`POST /invocations\` | MLflow's scoring protocol; \`/ping\`, \`/version\` and \`/health\` belong to it                   |
| \`GET /\`             | signature and an example                                                                    |
| \`GET /openapi.json\` | the same for tools                                                                          |
| \`GET /health\`       | 200 while it answers; no key needed                                                         |
| \`GET /v2/health/live\` | 200 as long as the server runs; no key needed                                             |
| \`GET /metrics\`      | figures for Prometheus; no key needed                                                       |

The workbench's own addresses (\`/serve/${facts.model}/predict\` and so on) work, too. Every answer has the hash of the bundle in
the header \`x-millrace-bundle\`.

Inputs, all of which have to be sent (\`null\` stands for a missing value where it may be missing):

${inputTable(o.signature)}
${facts.lookups === 'sent' ? lookupsNote : ''}
## Many rows at once

\`\`\`sh
node server.mjs batch < rows.ndjson > answers.ndjson
\`\`\`

One row a line in, one answer a line out, in order. A line that is refused gets \`{"error": ...}\`, and the command ends with 1.
${apart ? batchNote : ''}
## As a container, in a cluster

\`\`\`sh
docker build -t ${image} .
docker run -p ${containerPort}:${containerPort} -e API_KEYS="$KEY" ${image}

kubectl create secret generic ${clusterName(facts)}-keys --from-literal=API_KEYS="$KEY"
kubectl apply -f kubernetes/deployment.yaml -f kubernetes/service.yaml -f kubernetes/autoscaler.yaml
\`\`\`

With KServe apply \`kubernetes/inference-service.yaml\` instead of the three. The memory in the manifests is a first guess from the
size of the bundle: look at what it takes.${apart ? manifestsNote : ''}

The card of the model is \`card.md\` inside \`bundle.tar\`. \`LICENSES.txt\` holds the licences of what the server is made of.
`;
}

const apartNote = `
The model is an imported ONNX file. \`model.mjs\` asks it through ONNX Runtime, with the libraries that the workbench itself uses;
they lie in \`onnxruntime/\`, for each kind of machine that is named there (Linux needs glibc, so not Alpine). It runs in a process of its
own: if it crashes, or takes more than 10 s for a row, that process is started anew and the server stays. Meanwhile requests get 503, and so
does \`/health\`; \`/v2/health/live\` stays 200, so a cluster does not restart the pod for it. Proof rows were answered as a table, and rows are asked one by one, so 0.00001 is rounding, above 1 that share.
`;

const batchNote = `A line that the process of the model ends at is refused, too; the next one waits until it is back, for two minutes at most.
`;

const manifestsNote = ` Who raises \`MODEL_MEGABYTES\` there raises
the limit beside it by as much.`;

const megabytesRow =
  '| `MODEL_MEGABYTES`  | 1024 or more | Memory cap of the process of the model; unless set, four times the bundle where that is more |\n';

function rowsNote({ bundle }: ReleaseFacts): string {
  return `
The workbench knows this release by the hash \`${bundle}\`. Its bundle there also holds rows that were held out
of training. They stay there: \`bundle.tar\` is that bundle without them, so its own hash is another.
`;
}

const lookupsNote = `
In the workbench some of these are looked up by key in a feature view. Here nothing is looked up: callers send them, as they
were at the time they ask about.
`;

function inputTable({ inputs }: Signature): string {
  const rows = inputs.map(({ name, type, required }) => `| \`${cell(name)}\` | ${type} | ${required ? 'no' : 'yes'} |`);
  return ['| Input | Type | `null` |', '| --- | --- | --- |', ...rows, ''].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function shellText(value: unknown): string {
  return JSON.stringify(value).replaceAll("'", "'\\''");
}
