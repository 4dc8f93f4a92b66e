import { z } from 'zod';
import type { Outputs } from '../../client/outputs';
import { formatFixed, formatPercent } from '../../lib/format-number';
import { Card, CardBody } from '../../ui/Card';
import { CodeBlock } from '../../ui/CodeBlock';
import { Notice } from '../../ui/Notice';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { RecommendedList } from './RecommendedList';
import { readRefusal } from './read-refusal';

const answerSchema = z.object({
  release: z.unknown(),
  predictions: z
    .array(
      z.object({
        id: z.string().optional(),
        prediction: z.union([z.string(), z.number(), z.boolean(), z.null()]),
        probabilities: z.record(z.string(), z.number()).optional(),
        recommendations: z.array(z.object({ item: z.union([z.string(), z.number()]), score: z.number() })).optional(),
        from: z.enum(['user', 'popular']).optional(),
      }),
    )
    .min(1),
});

/** An item is a name, even where it is written in digits. */
function predictionWords(answer: z.output<typeof answerSchema>['predictions'][number]): string {
  const { prediction, recommendations } = answer;
  if (recommendations !== undefined) return prediction === null ? 'Nothing' : String(prediction);
  return typeof prediction === 'number' ? formatFixed(prediction) : String(prediction);
}

/** The prediction in large, probabilities as bars, and what really happened for a held-out row. */
export function AnswerCard(props: {
  answer: Outputs['endpoints']['test'];
  actual: unknown;
  target: string;
  /** Without the whole answer as JSON below it. */
  brief?: boolean;
}) {
  const { slug } = useProject();
  const { status, answer } = props.answer;
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) {
    const refusal = readRefusal(answer);
    return refusal === null ? (
      <>
        <Notice tone="danger" title={`The endpoint answered ${status}, and no prediction`}>
          Its whole answer is below.
        </Notice>
        <CodeBlock title="Answer" code={JSON.stringify(answer, null, 2)} />
      </>
    ) : (
      <Notice tone="danger" title={refusal.fields.size > 0 ? 'The endpoint refused this row' : 'No prediction'}>
        {refusal.message} {refusal.fields.size > 0 ? 'The fields are marked: mend them and ask again.' : null}
      </Notice>
    );
  }
  const [first] = parsed.data.predictions;
  if (first === undefined) return null;
  const bars = Object.entries(first.probabilities ?? {})
    .sort((a, b) => b[1] - a[1])
    .slice(0, 8);
  return (
    <>
      <Card>
        <CardBody>
          <div>
            <p className="text-12 text-muted">{props.target}</p>
            <p className="text-28 font-semibold tabular-nums" data-testid="prediction">
              {predictionWords(first)}
            </p>
            {props.actual === undefined || props.actual === null ? null : (
              <p className="text-12 text-muted">{`Known answer: ${String(props.actual)}`}</p>
            )}
            {first.id === undefined ? null : (
              <TextLink href={`/p/${slug}/predictions/${first.id}`} prefetch={false}>
                Passport: where this answer comes from
              </TextLink>
            )}
          </div>
          {first.recommendations === undefined ? null : (
            <RecommendedList items={first.recommendations} from={first.from} />
          )}
          {bars.map(([name, share]) => (
            <div key={name} className="grid gap-0.5">
              <div className="flex justify-between text-12">
                <span>{name}</span>
                <span className="text-muted tabular-nums">{formatPercent(share)}</span>
              </div>
              <div className="h-1.5 rounded-full bg-surface-2">
                <div
                  className="h-full rounded-full bg-s1"
                  style={{ width: `${share * 100}%`, background: 'var(--s1)' }}
                />
              </div>
            </div>
          ))}
        </CardBody>
      </Card>
      {props.brief === true ? null : (
        <CodeBlock title="Answer" code={JSON.stringify(answer, null, 2)} maxHeight={220} />
      )}
    </>
  );
}
