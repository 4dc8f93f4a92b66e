/** Kinds of business documents that arrive, told apart by their words or by the look of their page. */
export const documentKinds = [
  'invoice',
  'offer',
  'purchase order',
  'job application',
  'complaint',
  'service request',
  'other',
] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** How many of 100 documents are of this kind. */
export const documentShares: Readonly<Record<DocumentKind, number>> = {
  invoice: 24,
  offer: 12,
  'purchase order': 16,
  'job application': 10,
  complaint: 12,
  'service request': 14,
  other: 12,
};
