import type { Explanation } from '../explain/explanation';
import type { Evaluation } from '../metrics/evaluation';
import type { FitEnvironment } from '../release/fit-environment';
import type { ModelManifest } from '../release/model-manifest';
import type { CardTexts } from './card-fields';

/** The part of a batch that a card names: which one, how large, and when it landed (ISO 8601). */
export type CardBatch = { dataset: string; number: number; rows: number; landed: string };

/** A model and what was found about it. */
export type CardModel = { manifest: Omit<ModelManifest, 'plan'>; evaluation: Evaluation | null };

/** What a search judged a model by, and how many trials it judged. `winner`: it is the one that the search hands on. */
export type CardSearch = { metric: string; value: number; rows: number | null; judged: number; winner: boolean };

/** All that a card is made from. What nobody knows is null or empty, and the card says so. */
export type CardFacts = CardModel & {
  /** The registered name; the title of its step where it has none yet. */
  name: string;
  version: number | null;
  /** Of a model that is asked for by itself: the names and versions under which it is registered. */
  registered?: readonly { name: string; version: number }[];
  /** The search that found it, where one did: by which figure, on how many rows, among how many trials. */
  search?: CardSearch | null;
  bytes: number | null;
  explanation: Pick<Explanation, 'inputs' | 'features' | 'metric' | 'part' | 'rows' | 'slices'> | null;
  /** Null: the card is made where nobody knows the names of batches. */
  batches: readonly CardBatch[] | null;
  environment: FitEnvironment | null;
  /** When it was fitted (ISO 8601), by which run of which pipeline. */
  trained: { at: string; run: number | null; pipeline: string | null } | null;
  /** The version before this one under the same name. */
  previous: (CardModel & { version: number }) | null;
  texts: CardTexts;
};
