import type { CardFacts } from './card-facts';
import { type CardField, cardFields, missingFields } from './card-fields';
import { frontMatterOf } from './front-matter';
import type { CardBlock, ModelCard } from './model-card';
import { caveatSections, detailsSection, summaryOf, useSections } from './sections-about';
import { dataSections } from './sections-data';
import { makingSections } from './sections-making';
import { qualitySections } from './sections-quality';

/**
 * The card of a model, filled in from what is known, in the order of Mitchell et al., "Model Cards for Model Reporting"
 * (2019). What people say stands where it belongs; what they have not said is told as missing.
 */
export function buildCard(facts: CardFacts): ModelCard {
  const title = facts.version === null ? facts.name : `${facts.name} v${facts.version}`;
  return {
    v: 1,
    title,
    summary: summaryOf(facts),
    front: frontMatterOf(facts),
    sections: [
      detailsSection(facts),
      ...useSections(facts),
      ...dataSections(facts),
      ...qualitySections(facts),
      ...makingSections(facts),
      ...caveatSections(facts),
    ],
    missing: missingFields(facts.texts),
  };
}

/** The card once a text is saved; an empty one takes the sentence away. */
export function withCardText(card: ModelCard, field: CardField, text: string): ModelCard {
  const written = text.trim();
  const put = (block: CardBlock): CardBlock =>
    block.kind === 'human' && block.field === field
      ? { ...block, text: written === '' ? null : written, fromVersion: null }
      : block;
  const missing = cardFields.filter((one) => (one === field ? written === '' : card.missing.includes(one)));
  const sections = card.sections.map((section) => ({ ...section, blocks: section.blocks.map(put) }));
  return { ...card, sections, missing };
}
