'use client';

import Link from 'next/link';
import { useRouter, useSearchParams } from 'next/navigation';
import { buttonStyles } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { TabPanel, Tabs } from '../../ui/Tabs';
import { ExportPanel } from '../onnx/ExportPanel';
import { addBehindHref } from './add-behind-href';
import { CandidateCharts } from './CandidateCharts';
import type { CandidateRow } from './candidate-row';
import { ExplainPanel } from './ExplainPanel';
import { ExplanationView } from './ExplanationView';
import { SlicesPanel } from './SlicesPanel';
import { ThresholdPanel } from './ThresholdPanel';
import { useExplanation } from './use-explanation';

const panels = [
  { value: 'performance', label: 'Performance' },
  { value: 'explain', label: 'Explain' },
  { value: 'slices', label: 'Slices' },
  { value: 'threshold', label: 'Threshold' },
  { value: 'export', label: 'Export' },
] as const;

/** What is known of the charted candidates: curves of all, and of the first one what it goes by, errs on and is cut at. */
export function CandidatePanels({
  rows,
  run,
  pipelineHref,
}: {
  rows: CandidateRow[];
  run: string | null;
  pipelineHref: string | null;
}) {
  const router = useRouter();
  const [first] = rows;
  const search = useSearchParams();
  const shown = panels.filter(
    ({ value }) => value !== 'threshold' || first === undefined || first.candidate.task === 'binary',
  );
  const panel = shown.find(({ value }) => value === search.get('panel'))?.value ?? 'performance';
  const show = (value: string) => {
    const next = new URLSearchParams(search);
    next.set('panel', value);
    router.replace(`?${next.toString()}`, { scroll: false });
  };
  return (
    <Tabs label="About the candidates" value={panel} onValueChange={show} tabs={shown}>
      <TabPanel value="performance" className="pt-3">
        <CandidateCharts rows={rows} />
      </TabPanel>
      {first === undefined ? null : (
        <OfOneCandidate
          key={first.candidate.id}
          row={first}
          run={panel === 'explain' || panel === 'slices' ? run : null}
          pipelineHref={pipelineHref}
        />
      )}
    </Tabs>
  );
}

type OneProps = {
  row: CandidateRow;
  /** Null while nobody looks at what needs it. */
  run: string | null;
  pipelineHref: string | null;
};

function OfOneCandidate({ row, run, pipelineHref }: OneProps) {
  const { id, title, modelHash, manifest, evaluations } = row.candidate;
  const found = useExplanation(run, modelHash);
  const evaluation = evaluations[0]?.result;
  const explanation = { found, title, candidate: row.candidate, pipelineHref };
  return (
    <>
      <TabPanel value="explain" className="pt-3">
        <ExplanationView {...explanation}>{(known) => <ExplainPanel explanation={known} />}</ExplanationView>
      </TabPanel>
      <TabPanel value="slices" className="pt-3">
        <ExplanationView {...explanation}>{(known) => <SlicesPanel explanation={known} />}</ExplanationView>
      </TabPanel>
      <TabPanel value="export" className="pt-3">
        <ExportPanel candidate={id} title={title} format={manifest.format} />
      </TabPanel>
      <TabPanel value="threshold" className="pt-3">
        {evaluation === undefined ? (
          <Card>
            <EmptyState
              title={`${title} has not been evaluated`}
              detail="An Evaluate step behind the model finds its threshold. Training is not repeated."
              action={
                pipelineHref === null ? null : (
                  <Link
                    href={addBehindHref(pipelineHref, { type: 'evaluate', model: modelHash })}
                    className={buttonStyles({})}
                  >
                    {`Add Evaluate for ${title}`}
                  </Link>
                )
              }
            />
          </Card>
        ) : (
          <ThresholdPanel evaluation={evaluation} title={title} pipelineHref={pipelineHref} />
        )}
      </TabPanel>
    </>
  );
}
