'use client';

import type { Passport } from '@millrace/pipeline-core/api';
import { ListTree, MessageSquareQuote } from 'lucide-react';
import { useState } from 'react';
import { formatCount } from '../../lib/format-number';
import { Badge } from '../../ui/Badge';
import { Button } from '../../ui/Button';
import { CodeBlock } from '../../ui/CodeBlock';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { FactList } from '../models/tabs/FactList';
import { HashText } from '../models/tabs/HashText';
import { milliseconds } from '../monitoring/format-latency';
import { protocolWords, stateTones, stateWords } from '../monitoring/prediction-words';
import { ChainLink } from './ChainLink';
import { isReadAsSent, unseenWords, valueWords, whyGone } from './passport-words';

type Props = { passport: Passport };
/** Values shown before somebody asks for all. */
const shownFirst = 12;

/** What the model read, and what of the request it was made of. */
export function FeaturesLink({ passport }: Props) {
  const { slug } = useProject();
  const { features, release } = passport;
  const gone = whyGone(passport, 'features');
  if (features === null) return release === null ? null : <ChainLink icon={ListTree} title="Features" gone={gone} />;
  const { set, count, values, request } = features;
  const asSent = isReadAsSent(features);
  return (
    <ChainLink
      icon={ListTree}
      title="Features"
      aside={
        release === null ? null : (
          <TextLink href={`/p/${slug}/models/${release.model.id}?release=${release.id}&tab=data`}>
            {`Feature set of ${formatCount(count, 'feature')}`}
          </TextLink>
        )
      }
      gone={gone}
    >
      <FactList facts={[{ name: 'Feature set', value: <HashText hash={set} /> }]} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Values
          title={asSent ? 'The request, which the model read as it is' : 'The request'}
          values={request.map(({ name, value, view }) => ({
            name,
            value,
            ...(view === null ? {} : { note: `from view ${view}` }),
          }))}
        />
        {values === null || asSent ? null : <Values title="What the model read" values={values} />}
      </div>
      {passport.prediction.output?.precomputed === undefined ? null : (
        <p className="text-13 text-muted">
          The answer is the score that a batch made for this key: the model read the row of that batch, not this
          request.
        </p>
      )}
    </ChainLink>
  );
}

function Values({
  title,
  values,
}: {
  title: string;
  values: readonly { name: string; value: unknown; note?: string }[];
}) {
  const [all, setAll] = useState(false);
  const shown = all ? values : values.slice(0, shownFirst);
  return (
    <section aria-label={title} className="grid content-start gap-1.5">
      <h3 className="text-12 font-medium text-muted">{title}</h3>
      <FactList
        facts={shown.map(({ name, value, note }) => ({
          name,
          value: (
            <>
              {valueWords(value)}
              {note === undefined ? null : <span className="text-muted">{` ${note}`}</span>}
            </>
          ),
        }))}
      />
      {values.length > shownFirst && !all ? (
        <Button size="sm" className="w-fit" onClick={() => setAll(true)}>
          {`Show all ${values.length}`}
        </Button>
      ) : null}
    </section>
  );
}

/** The answer itself, with what it took. */
export function AnswerLink({ passport }: Props) {
  const { slug } = useProject();
  const { prediction } = passport;
  const { status, caller, protocol, micros, reason, output, entity, shadowOf } = prediction;
  const unseen = unseenWords(output);
  return (
    <ChainLink
      icon={MessageSquareQuote}
      title="Answer"
      aside={<Badge tone={stateTones[status]}>{stateWords[status]}</Badge>}
      last
    >
      <FactList
        facts={[
          { name: 'Asked by', value: `${caller}, ${protocolWords[protocol]}` },
          ...(entity === null ? [] : [{ name: 'About', value: entity }]),
          {
            name: 'Time',
            value: `${milliseconds(micros.total)} ms, of it ${milliseconds(micros.features)} ms features and ${milliseconds(micros.model)} ms model`,
          },
          ...(reason === null ? [] : [{ name: 'Why', value: reason }]),
          ...(unseen === null ? [] : [{ name: 'Never seen', value: unseen }]),
          ...(shadowOf === null
            ? []
            : [
                {
                  name: 'Shadow of',
                  value: (
                    <TextLink href={`/p/${slug}/predictions/${shadowOf}`}>the answer that the caller got</TextLink>
                  ),
                },
              ]),
        ]}
      />
      {output === null ? null : <CodeBlock title="Answer" code={JSON.stringify(output, null, 2)} />}
    </ChainLink>
  );
}
