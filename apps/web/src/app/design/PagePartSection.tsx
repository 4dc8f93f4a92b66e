'use client';

import {
  Badge,
  Breadcrumb,
  Card,
  CardBody,
  CardHeader,
  SentenceAlert,
  SentenceAside,
  SentenceHeader,
  StatTile,
  TextLink,
} from '../../ui';
import { wave } from './example-data';
import { Section, Specimen, Specimens } from './Section';

/** Heads, cards, tiles. */
export function PagePartSection() {
  return (
    <Section id="page-parts" title="Page parts">
      <Specimen name="SentenceHeader: display, page" block>
        <div className="grid gap-5">
          <SentenceHeader
            size="display"
            sentence={
              <>
                10 of 14 models are healthy. <SentenceAlert>Churn needs a decision:</SentenceAlert> it flags 18% more
                customers than last month,{' '}
                <SentenceAside>and accuracy cannot be confirmed until labels arrive on 24 November.</SentenceAside>
              </>
            }
          />
          <SentenceHeader
            sentence="Gradient boosted trees leads at AUC 0.853. Three others may be just as good."
            facts={[
              '1,864 test rows',
              '95% intervals, 5 folds',
              'same split, seed 20',
              <>
                used by <TextLink href="#page-parts">3 pipelines</TextLink>
              </>,
            ]}
            aside={<Badge tone="danger">1 thing to fix before training</Badge>}
          />
        </div>
      </Specimen>
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-3 xl:grid-cols-6">
        <StatTile
          label="Models live"
          value="14"
          context="2 more than in October"
          spark={{ values: wave(13, 1), tone: 'quiet' }}
        />
        <StatTile
          label="Need action now"
          value="1"
          context="same as last month"
          spark={{ values: wave(13, 2), tone: 'danger' }}
        />
        <StatTile
          label="Predictions served"
          value="24"
          unit="M"
          delta={{ text: '+4%', tone: 'success' }}
          context="on October"
          spark={{ values: wave(30, 3) }}
        />
        <StatTile
          label="Saved"
          value="41"
          unit="k€"
          delta={{ text: '+6 k€,', tone: 'success' }}
          context="target 38 k€"
          spark={{ values: wave(13, 4), target: 0.4 }}
        />
        <StatTile
          label="Quality on target"
          value={null}
          emptyText="waiting for labels"
          n="312"
          context="1,000 needed"
        />
        <StatTile label="Cost" value="920" unit="€" loading />
      </div>
      <Specimens>
        <Card>
          <CardHeader title="Timeline" aside="since 11:04, 6 h 12 min" />
          <CardBody>
            <p className="text-muted">One border, no shadow. Title left, terms right. The parts bring their padding.</p>
          </CardBody>
        </Card>
        <Specimen name="Breadcrumb">
          <Breadcrumb
            crumbs={[{ label: 'Experiments', href: '/' }, { label: 'Churn', href: '/' }, { label: 'Search 7' }]}
          />
        </Specimen>
      </Specimens>
    </Section>
  );
}
