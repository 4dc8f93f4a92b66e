import type { SeededRandom } from '../../../seeded-random';
import { type DocumentKind, documentKinds, documentShares } from './document-kinds';
import { courtesies, documentSentences, fillings } from './document-sentences';
import { pick, type Sample } from './sample';

/** One document in so many has a sentence of another kind in it, as letters do. */
const mixedIn = 0.25;
/** Letters that are mistyped. */
const slips = 0.004;

/** Letters and mails to a made-up company, of seven kinds; about one in twenty could be of two. */
export const businessDocuments: Sample = {
  title: 'Business documents, texts',
  target: 'kind',
  columns: [
    { name: 'document_id', type: 'text', role: 'id', missing: 0 },
    { name: 'text', type: 'text', role: 'feature', missing: 0 },
    { name: 'kind', type: 'text', role: 'target', missing: 0 },
  ],
  row(random, index) {
    const kind = kindOf(random);
    return [`D${String(index + 1).padStart(6, '0')}`, documentText(random, kind), kind];
  },
};

export function kindOf(random: SeededRandom): DocumentKind {
  return pick(
    random,
    documentKinds.map((kind) => [kind, documentShares[kind]] as const),
  );
}

/** What a document of this kind says: a greeting, one to four sentences of its kind, perhaps a strange one, a close, a reference. */
function documentText(random: SeededRandom, kind: DocumentKind): string {
  const own = random.shuffle([...documentSentences[kind]]).slice(0, 1 + random.int(4));
  const strange = random.next() < mixedIn ? [oneOf(random, documentSentences[kindOf(random)])] : [];
  const body = random.shuffle([...own, ...strange]);
  const sentences = [
    oneOf(random, courtesies.slice(0, 3)),
    ...body,
    oneOf(random, courtesies.slice(3)),
    'Our reference {number}.',
  ];
  return mistype(random, sentences.map((sentence) => fill(random, sentence)).join(' '));
}

function oneOf(random: SeededRandom, from: readonly string[]): string {
  return from[random.int(from.length)] ?? '';
}

function fill(random: SeededRandom, sentence: string): string {
  return sentence.replaceAll(/\{(\w+)\}/g, (_, what: string) => {
    switch (what) {
      case 'name':
      case 'company':
      case 'thing':
        return oneOf(random, fillings[what]);
      case 'amount':
        return `${10 + random.int(9000)}.${String(random.int(100)).padStart(2, '0')} EUR`;
      case 'date':
        return `${1 + random.int(28)}.${1 + random.int(12)}.2026`;
      default:
        return String(10_000 + random.int(89_999));
    }
  });
}

/** Swaps a letter with the next one, now and then. */
function mistype(random: SeededRandom, text: string): string {
  const letters = [...text];
  for (let at = 0; at + 1 < letters.length; at += 1) {
    if (random.next() >= slips) continue;
    [letters[at], letters[at + 1]] = [letters[at + 1] ?? '', letters[at] ?? ''];
  }
  return letters.join('');
}
