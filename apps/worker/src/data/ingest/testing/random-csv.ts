/** Numbers in [0, 1) from a seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const tidyCells: readonly ((random: () => number) => string)[] = [
  (random) => String(Math.floor(random() * 2000) - 1000),
  (random) => (random() * 100 - 50).toFixed(3),
  (random) => `word ${Math.floor(random() * 50)}`,
  (random) => (random() < 0.5 ? 'true' : 'False'),
  (random) => `2024-0${1 + Math.floor(random() * 9)}-1${Math.floor(random() * 10)}`,
  (random) => `2024-01-0${1 + Math.floor(random() * 9)} 1${Math.floor(random() * 10)}:30:00`,
  (random) => `${Math.floor(random() * 100)},${Math.floor(random() * 100)}`,
  (random) => `ä${'日本'.slice(0, Math.floor(random() * 3))}'#`,
];
const oddCells = [
  ...[
    '',
    '',
    '',
    'NA',
    'n/a',
    'null',
    '?',
    '-',
    ' ',
    '\u00a0',
    '  7',
    '7 ',
    '+5',
    '-0',
    '007',
    '0',
    '1e3',
    '1E400',
    '.5',
    '5.',
  ],
  ...[
    '1_000',
    'inf',
    'nan',
    '12.0',
    '9007199254740993',
    '99999999999999999999',
    '0.10',
    '00.5',
    '2024-02-30',
    '24-1-1',
  ],
  ...[
    'TRUE',
    '"quoted"',
    '"a ""b"""',
    '"two\nlines"',
    'a"b',
    ' "x"',
    '"open',
    '\u0001',
    '#N/A',
    'None',
    '\ttab',
    "it's",
  ],
];

/** A small table: most cells of one kind per column, now and then odd ones, ragged and blank lines, any line end. */
export function randomCsv(random: () => number): string {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const delimiter = pick([',', ',', ';', '\t', '|']);
  const kinds = Array.from({ length: 1 + Math.floor(random() * 5) }, () =>
    pick(delimiter === ',' ? tidyCells.filter((_, at) => at !== 6) : tidyCells),
  );
  const oddness = pick([0, 0, 0.02, 0.3]);
  const blanks = pick([0, 0.1]);
  const cell = (kind: (typeof tidyCells)[number]) =>
    random() < oddness ? pick(oddCells) : random() < blanks ? '' : kind(random);
  const messy = pick([0, 0, 0, 0.05]);
  const lines = Array.from({ length: Math.floor(random() * pick([5, 40, 400])) }, () => {
    const cells = kinds.map(cell);
    if (random() < messy) return pick(['', ' ', [...cells, ''].join(delimiter), [...cells, 'z'].join(delimiter), 'x']);
    return cells.join(delimiter);
  });
  const header =
    random() < 0.8 ? [kinds.map((_, at) => pick([`c${at}`, `c${at}`, 'c', '', 'Ä b'])).join(delimiter)] : [];
  const end = pick(['\n', '\n', '\n', '\r\n']);
  return [...header, ...lines].join(end) + pick([end, end, '']);
}
