/**
 * Who read what, with stars from 1 to 5: half of the readers like the first half of the books, the others the second half.
 * The same rows every time.
 */
export function ratingsTable(o: { readers: number; books: number }): string {
  const rows = Array.from({ length: o.readers }, (_, reader) =>
    Array.from({ length: o.books }, (_, book) => ({ reader, book })).filter(
      ({ book }) => (reader * 3 + book) % 4 !== 0,
    ),
  ).flat();
  const lines = rows.map(({ reader, book }) => {
    const likes = reader % 2 === Number(book >= o.books / 2);
    const stars = (likes ? 4 : 1) + ((reader + book) % 2);
    return `reader-${reader + 1},Book ${book + 1},${stars}`;
  });
  return `${['reader,book,stars', ...lines].join('\n')}\n`;
}
