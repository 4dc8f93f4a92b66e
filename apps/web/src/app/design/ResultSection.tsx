'use client';

import { Crown, Leaf, TreePine } from 'lucide-react';
import {
  Badge,
  Card,
  CardHeader,
  ConfusionMatrix,
  IntervalBar,
  MiniHistogram,
  MissingBar,
  TieBracket,
  Tile,
  TopValuesBar,
} from '../../ui';
import { bell } from './example-data';
import { Section, Specimen, Specimens } from './Section';

type Candidate = {
  rank: number;
  name: string;
  setting: string;
  auc: number;
  half: number;
  tie: 1 | 2 | 0;
  place: 'first' | 'middle' | 'last';
};

const candidates: readonly Candidate[] = [
  {
    rank: 1,
    name: 'Gradient boosted trees',
    setting: 'depth 8, rate 0.05',
    auc: 0.853,
    half: 0.01,
    tie: 1,
    place: 'first',
  },
  {
    rank: 2,
    name: 'Gradient boosted trees',
    setting: 'depth 6, rate 0.10',
    auc: 0.851,
    half: 0.009,
    tie: 1,
    place: 'middle',
  },
  { rank: 3, name: 'Random forest', setting: '400 trees, depth 14', auc: 0.848, half: 0.011, tie: 1, place: 'last' },
  { rank: 4, name: 'Logistic regression', setting: 'L2, strength 1.0', auc: 0.829, half: 0.01, tie: 2, place: 'first' },
  { rank: 5, name: 'Logistic regression', setting: 'L1, strength 0.3', auc: 0.827, half: 0.01, tie: 2, place: 'last' },
  { rank: 6, name: 'Baseline', setting: 'always the majority', auc: 0.5, half: 0, tie: 0, place: 'last' },
];

function tieColor(tie: 0 | 1 | 2): string {
  return tie === 2 ? 'var(--s2)' : 'var(--s1)';
}

function Leaderboard() {
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Candidates" aside="cannot be told apart inside a bracket; dashed: v6, 0.842" />
      <table className="w-full border-separate border-spacing-0" aria-label="Candidates">
        <tbody>
          {candidates.map((candidate) => (
            <tr
              key={candidate.rank}
              style={{
                background: candidate.tie
                  ? `color-mix(in srgb, ${tieColor(candidate.tie)} 4%, var(--surface))`
                  : undefined,
              }}
            >
              <td className="relative w-5">
                {candidate.tie ? <TieBracket place={candidate.place} color={tieColor(candidate.tie)} /> : null}
              </td>
              <td className="h-[34px] w-6 text-right text-muted">{candidate.rank}</td>
              <td className="px-2 whitespace-nowrap">
                <span className="flex items-center gap-2.5">
                  <Tile type="model" size={20}>
                    <TreePine />
                  </Tile>
                  <span className="font-medium">{candidate.name}</span>
                  <span className="text-muted max-md:hidden">{candidate.setting}</span>
                  {candidate.rank === 1 ? (
                    <Badge tone="accent">
                      <Crown aria-hidden />
                      Best
                    </Badge>
                  ) : null}
                  {candidate.rank === 4 ? (
                    <Badge tone="success" className="max-md:hidden">
                      <Leaf aria-hidden />
                      Simplest
                    </Badge>
                  ) : null}
                </span>
              </td>
              <td className="px-3 text-right whitespace-nowrap tabular-nums">
                <b>{candidate.auc.toFixed(3)}</b> <span className="text-muted">± {candidate.half.toFixed(3)}</span>
              </td>
              <td className="w-[220px] p-0 pr-4 max-sm:hidden">
                <IntervalBar
                  value={candidate.auc}
                  low={candidate.auc - candidate.half}
                  high={candidate.auc + candidate.half}
                  domain={[0.78, 0.88]}
                  ticks={[0.8, 0.82, 0.84, 0.86]}
                  reference={0.842}
                  color={tieColor(candidate.tie)}
                  label={`AUC ${candidate.auc}, plus or minus ${candidate.half}`}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

/** Parts of result pages: intervals, ties, confusion, column summaries. */
export function ResultSection() {
  return (
    <Section id="results" title="Results">
      <Leaderboard />
      <Specimens>
        <Specimen name="ConfusionMatrix, two classes" block>
          <ConfusionMatrix
            classes={['left', 'stayed']}
            predictedLabels={['flagged', 'not flagged']}
            counts={[
              [162, 99],
              [164, 1439],
            ]}
            captions={[
              ['found', 'missed'],
              ['false alarms', 'left alone'],
            ]}
          />
        </Specimen>
        <Specimen name="ConfusionMatrix, several classes; cells open examples" block>
          <ConfusionMatrix
            classes={['Adelie', 'Chinstrap', 'Gentoo', 'unsure']}
            counts={[
              [49, 2, 0, 1],
              [3, 19, 0, 1],
              [0, 0, 40, 0],
              [1, 1, 2, 4],
            ]}
            onCellClick={() => undefined}
          />
        </Specimen>
        <Specimen name="MiniHistogram, TopValuesBar, MissingBar" block>
          <div className="grid grid-cols-3 gap-4">
            <MiniHistogram counts={bell(24, 8, 6)} label="Distribution of age" />
            <TopValuesBar
              values={[
                { label: 'no', share: 0.86 },
                { label: 'yes', share: 0.14, tone: 'highlight' },
              ]}
            />
            <div className="grid content-center gap-2">
              <MissingBar share={0.61} />
              <MissingBar share={0.017} />
              <MissingBar share={0} />
            </div>
          </div>
        </Specimen>
        <Specimen name="IntervalBar: normal, off the scale" block>
          <IntervalBar
            value={0.02}
            low={-0.01}
            high={0.05}
            domain={[-0.1, 0.1]}
            reference={0}
            label="Difference 0.02"
          />
          <IntervalBar value={0.5} low={0.49} high={0.51} domain={[0.8, 0.9]} label="AUC 0.5" />
        </Specimen>
      </Specimens>
    </Section>
  );
}
