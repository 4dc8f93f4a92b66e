export { buildCard, withCardText } from './build-card';
export type { CardBatch, CardFacts, CardModel } from './card-facts';
export {
  type CardField,
  type CardText,
  type CardTexts,
  cardFieldFacts,
  cardFieldSchema,
  cardFields,
  cardTextSchema,
  longestCardText,
  missingFields,
  missingTitles,
  textsOfVersion,
} from './card-fields';
export { seenWords } from './card-words';
export { type CardBlock, type CardSection, type ModelCard, needsSentence } from './model-card';
export { type CardChange, changesSince, environmentFacts } from './sections-making';
export { cardHtml } from './to-html';
export { cardMarkdown } from './to-markdown';
