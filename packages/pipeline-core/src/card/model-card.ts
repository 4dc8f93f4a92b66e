import type { CardField } from './card-fields';

/** A piece of a card. All texts are plain; what renders them escapes. */
export type CardBlock =
  | { kind: 'text'; text: string }
  | { kind: 'facts'; facts: readonly { name: string; value: string }[] }
  | { kind: 'table'; headers: readonly string[]; rows: readonly (readonly string[])[] }
  /** What people write; null: nobody has. */
  | { kind: 'human'; field: CardField; title: string; ask: string; text: string | null; fromVersion: number | null };

export type CardSection = { id: string; title: string; blocks: readonly CardBlock[] };

/** One result as the `model-index` of a card on Hugging Face holds it. */
export type CardResult = {
  task: { type: string };
  dataset: { name: string; type: string; split: string };
  metrics: readonly { type: string; name: string; value: number }[];
};

/** The metadata in front of a card, by the names that Hugging Face gives them. */
export type CardFrontMatter = {
  library_name: string;
  pipeline_tag: string | null;
  tags: readonly string[];
  datasets: readonly string[];
  metrics: readonly string[];
  modelName: string;
  results: readonly CardResult[];
};

/** A card: what is known of a model in sections, with what people wrote among it. */
export type ModelCard = {
  v: 1;
  title: string;
  summary: string;
  front: CardFrontMatter;
  sections: readonly CardSection[];
  /** Fields that need a sentence. */
  missing: readonly CardField[];
};

/** What stands in a card where a person has not written yet. */
export const needsSentence = 'needs a sentence from you';
