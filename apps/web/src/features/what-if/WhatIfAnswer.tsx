'use client';

import type { ModelFormat } from '@millrace/pipeline-core/release';
import type { BrowserModel } from '@millrace/pipeline-core/scoring';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { Notice } from '../../ui/Notice';
import { Skeleton } from '../../ui/Skeleton';
import { AnswerCard } from '../deployments/AnswerCard';
import { unexplainedWords } from './unexplained-words';
import type { Answered } from './use-what-if';
import { Waterfall } from './Waterfall';

type Props = {
  answered: Answered | null;
  model: BrowserModel;
  target: string;
  format: ModelFormat;
  /** What really happened, for a row as it came. */
  actual: unknown;
};

/** The answer to the row, and how it comes about. */
export function WhatIfAnswer(props: Props) {
  const { answered } = props;
  return (
    <div className="grid content-start gap-4" aria-live="polite">
      {answered === null ? <Skeleton className="h-40" /> : <Answer {...props} answered={answered} />}
    </div>
  );
}

function Answer({ answered, model, target, format, actual }: Props & { answered: Answered }) {
  if ('error' in answered) {
    const words = answered.error instanceof Error ? answered.error.message : String(answered.error);
    return <Notice tone="danger" title="No answer">{`${words} Reload the page to begin again.`}</Notice>;
  }
  const { row, explanation } = answered.whatIf;
  if (!row.ok) {
    const words = row.fields.length > 0 ? `${row.message}. The fields are marked.` : row.message;
    return (
      <Notice tone="danger" title="This row is not answered">
        {words}
      </Notice>
    );
  }
  // As the endpoint sends it: one card shows both.
  const answer = { status: 200, answer: { release: null, predictions: [row.output] } };
  return (
    <>
      <AnswerCard brief answer={answer} actual={actual} target={target} />
      {explanation === null ? (
        <Card>
          <CardHeader title="How it comes about" />
          <CardBody>
            <p className="text-muted">{unexplainedWords(format)}</p>
          </CardBody>
        </Card>
      ) : (
        <Waterfall explanation={explanation} row={answered.row} proofRows={model.goldenRows} />
      )}
    </>
  );
}
