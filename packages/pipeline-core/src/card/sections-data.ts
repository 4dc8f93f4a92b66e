import type { CardFacts } from './card-facts';
import { count, seenWords, some } from './card-words';
import type { CardBlock, CardSection } from './model-card';
import { humanBlock } from './sections-about';

export function dataSections(facts: CardFacts): CardSection[] {
  return [
    {
      id: 'training-data',
      title: 'Training data',
      blocks: [...batchBlocks(facts), { kind: 'facts', facts: rowFacts(facts) }, humanBlock(facts, 'dataWindow')],
    },
    { id: 'inputs', title: 'Inputs', blocks: [inputTable(facts)] },
  ];
}

function batchBlocks({ batches, manifest }: CardFacts): CardBlock[] {
  if (batches === null)
    return [{ kind: 'facts', facts: [{ name: 'Batches', value: some(manifest.batches, 8) || 'none' }] }];
  if (batches.length === 0) return [{ kind: 'text', text: 'The batches it was made from are not kept any more.' }];
  return [
    {
      kind: 'table',
      headers: ['Dataset', 'Batch', 'Rows', 'Landed'],
      rows: batches.map(({ dataset, number, rows, landed }) => [
        dataset,
        String(number),
        count(rows),
        landed.slice(0, 10),
      ]),
    },
  ];
}

function rowFacts({ manifest }: CardFacts): { name: string; value: string }[] {
  const { rows, validationRows, receipt } = manifest.trainedOn;
  return [
    { name: 'Train rows', value: count(rows) },
    { name: 'Validation rows', value: count(validationRows) },
    ...(receipt === undefined ? [] : splitFacts(receipt)),
    { name: 'Feature set', value: manifest.featureSetId },
  ];
}

type Receipt = NonNullable<CardFacts['manifest']['trainedOn']['receipt']>;

function splitFacts({ strategy, seed, by, counts, proof }: Receipt): { name: string; value: string }[] {
  const { train, validation, test } = counts;
  return [
    { name: 'Split', value: `${strategy}${by === undefined ? '' : ` by ${by}`}, seed ${seed}` },
    { name: 'Parts', value: `${count(train)} train, ${count(validation)} validation, ${count(test)} test` },
    ...(proof === undefined ? [] : [{ name: 'Test rows, digest', value: proof.testSet }]),
  ];
}

function inputTable({ manifest }: CardFacts): CardBlock {
  return {
    kind: 'table',
    headers: ['Column', 'Type', 'From', 'Seen in training'],
    rows: manifest.signature.inputs.map((input) => [
      input.name,
      `${input.type}${input.required ? ', required' : ''}`,
      input.lookup === undefined ? 'the caller' : `view ${input.lookup.view}`,
      seenWords(input, 8),
    ]),
  };
}
