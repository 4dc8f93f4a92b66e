import { z } from 'zod';

/** What only people can say about a model; each is one field of its card. */
export const cardFieldSchema = z.enum(['purpose', 'notFor', 'owner', 'dataWindow', 'limits', 'fairness', 'approvals']);
export type CardField = z.output<typeof cardFieldSchema>;
export const cardFields: readonly CardField[] = cardFieldSchema.options;

type FieldFacts = {
  title: string;
  /** What the sentence is to answer. */
  ask: string;
  /** Holds for later versions under the same name until somebody writes another. */
  carriesOver: boolean;
};

export const cardFieldFacts: Readonly<Record<CardField, FieldFacts>> = {
  purpose: { title: 'Purpose', ask: 'What is it for, and who acts on its answers?', carriesOver: true },
  notFor: {
    title: 'Not for',
    ask: 'For which uses or people would its answers be wrong or unsafe?',
    carriesOver: true,
  },
  owner: { title: 'Owner', ask: 'Who answers for it, and how are they reached?', carriesOver: true },
  dataWindow: {
    title: 'Data window and label delay',
    ask: 'When were the rows collected, and how long until the truth is known?',
    carriesOver: false,
  },
  limits: { title: 'Limits', ask: 'Where does it err, and what was not tested?', carriesOver: true },
  fairness: { title: 'Fairness notes', ask: 'Whom may it treat worse, and what was looked at?', carriesOver: true },
  approvals: { title: 'Approvals', ask: 'Who agreed to this version, and for what?', carriesOver: false },
};

/** Longest text of one field. */
export const longestCardText = 4000;
export const cardTextSchema = z.string().trim().max(longestCardText);

/** What people wrote, as a card shows it. `fromVersion`: it was written for this earlier version and still holds. */
export type CardText = { text: string; fromVersion?: number | undefined };
export type CardTexts = Readonly<Partial<Record<CardField, CardText>>>;

/** The fields that nobody has written a sentence for. */
export function missingFields(texts: CardTexts): CardField[] {
  return cardFields.filter((field) => (texts[field]?.text ?? '') === '');
}

/** The same by their titles, for people. */
export function missingTitles(texts: CardTexts): string[] {
  return missingFields(texts).map((field) => cardFieldFacts[field].title);
}

type Written = { field: CardField; text: string };

/**
 * The texts of a version: its own, and of those that carry over the one of the nearest earlier version that has any.
 * `versions`: from this one back, each with the newest text of its fields; a text that was emptied there carries nothing.
 */
export function textsOfVersion(versions: readonly { version: number | null; texts: readonly Written[] }[]): CardTexts {
  const [own, ...earlier] = versions;
  const found: Partial<Record<CardField, CardText>> = {};
  for (const field of cardFields) {
    const written = own?.texts.find((one) => one.field === field);
    if (written !== undefined) {
      if (written.text !== '') found[field] = { text: written.text };
      continue; // emptied on purpose: nothing comes from before
    }
    if (!cardFieldFacts[field].carriesOver) continue;
    const before = earlier.find(({ texts }) => texts.some((one) => one.field === field));
    const text = before?.texts.find((one) => one.field === field)?.text ?? '';
    if (text !== '') found[field] = { text, ...(before?.version == null ? {} : { fromVersion: before.version }) };
  }
  return found;
}
