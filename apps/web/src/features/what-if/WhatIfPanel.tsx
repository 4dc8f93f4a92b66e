'use client';

import type { JsonObject } from '@millrace/pipeline-core/json';
import type { BrowserModel } from '@millrace/pipeline-core/scoring';
import { useMemo, useState } from 'react';
import { formatBytes } from '../../lib/format-bytes';
import { formatCount } from '../../lib/format-number';
import { Button } from '../../ui/Button';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { Notice } from '../../ui/Notice';
import { readAnswer, SaveAsTest } from '../model-tests/SaveAsTest';
import { HashText } from '../models/tabs/HashText';
import { RowsCard } from './RowsCard';
import type { ScorerClient } from './scorer-client';
import type { WantedRelease } from './use-browser-model';
import { type Answered, useWhatIf } from './use-what-if';
import { WhatIfAnswer } from './WhatIfAnswer';
import { WhatIfField } from './WhatIfField';

type Props = {
  release: WantedRelease;
  model: BrowserModel;
  scorer: ScorerClient;
};

/** A model that is open in this browser: a row to change, its answer at once, and tables of rows. */
export function WhatIfPanel({ release, model, scorer }: Props) {
  const { inputs } = model.signature;
  const [example, setExample] = useState(0);
  const [edits, setEdits] = useState<JsonObject>({});
  const begun = model.examples[example];
  const row = useMemo(
    (): JsonObject => ({
      ...Object.fromEntries(inputs.map(({ name }) => [name, begun?.row[name] ?? null])),
      ...edits,
    }),
    [inputs, begun, edits],
  );
  const answered = useWhatIf(scorer, row);
  const edited = Object.keys(edits).length > 0;
  const show = (at: number) => {
    setEdits({});
    setExample(at);
  };
  return (
    <div className="grid gap-4">
      <OpenedNotice release={release} model={model} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_420px]">
        <Card>
          <CardHeader
            title={edited || begun === undefined ? 'Your row' : `Proof row ${example + 1}`}
            aside={
              begun === undefined ? null : (
                <>
                  <SaveAnswered model={release.modelName} answered={answered} />
                  <Button size="sm" disabled={!edited} onClick={() => show(example)}>
                    Undo changes
                  </Button>
                  <Button size="sm" onClick={() => show((example + 1) % model.examples.length)}>
                    Another row
                  </Button>
                </>
              )
            }
          />
          <CardBody className="sm:grid-cols-2">
            {inputs.map((input) => (
              <WhatIfField
                key={input.name}
                input={input}
                value={row[input.name] ?? null}
                error={refusedField(answered, row, input.name)}
                onChange={(value) => setEdits({ ...edits, [input.name]: value })}
              />
            ))}
          </CardBody>
        </Card>
        <WhatIfAnswer
          answered={answered}
          model={model}
          target={model.signature.outputs[0]?.name ?? release.manifest.target}
          format={release.manifest.format}
          actual={edited ? undefined : begun?.label}
        />
      </div>
      <RowsCard scorer={scorer} inputs={inputs} name={`${release.modelName}-v${release.number}`} />
    </div>
  );
}

/** The row with its answer can become a test of the model. */
function SaveAnswered({ model, answered }: { model: string; answered: Answered | null }) {
  if (answered === null || 'error' in answered || !answered.whatIf.row.ok) return null;
  const answer = readAnswer(answered.whatIf.row.output);
  return answer === null ? null : <SaveAsTest run={{ model, row: answered.row, answer }} />;
}

/** Why a value was refused, until it is changed. */
function refusedField(answered: Answered | null, row: JsonObject, name: string): string | undefined {
  if (answered === null || 'error' in answered || answered.row[name] !== row[name]) return undefined;
  const { row: answer } = answered.whatIf;
  const refused = answer.ok ? undefined : answer.fields.find(({ field }) => field === name);
  return refused === undefined ? undefined : `Got ${refused.seen}, expected ${refused.expected}.`;
}

function OpenedNotice({ release, model }: Pick<Props, 'release' | 'model'>) {
  const proof =
    model.goldenRows === 0
      ? 'It has no proof rows, so whether this browser answers as the server does is not checked.'
      : `This browser answered its ${formatCount(model.goldenRows, 'proof row')} as the server does, bit for bit.`;
  return (
    <Notice tone="info" title="Answered in this browser: no row is sent, and it works without a network">
      <p>{`${formatBytes(model.bytes)} came, ${hashWords(release, model)}. ${proof}`}</p>
      <div className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-2">
        <span>SHA-256 of what came</span>
        <div data-testid="browser-hash">
          <HashText hash={model.sha256} />
        </div>
      </div>
    </Notice>
  );
}

/** What the hash that is shown is of. */
function hashWords({ bundleHash, manifest }: WantedRelease, { sha256 }: BrowserModel): string {
  if (sha256 === bundleHash) return 'with the hash that the release is known by';
  const rows = formatCount(manifest.heldOut?.rows ?? 0, 'held-out row');
  return `without the ${rows} in this bundle, which stay in the workbench: hence a hash of its own, and the release is known by ${bundleHash}`;
}
