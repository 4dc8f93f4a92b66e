/** What is per cent already, as it is written everywhere: 5 → "5%", 33.333 → "33.33%"; no space before the sign. */
export function percentText(percent: number, digits = 2): string {
  const [whole = '', part] = String(Number(percent.toFixed(digits))).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',').replace('-', '\u2212');
  return part === undefined ? `${grouped}%` : `${grouped}.${part}%`;
}

/** A share as per cent: 0.617 → "61.7%", 1 → "100%". A share that would be rounded to nothing is told from none: "<0.1%". */
export function shareText(share: number, digits = 1): string {
  const smallest = 10 ** -digits;
  return share > 0 && share * 100 < smallest / 2 ? `<${smallest}%` : percentText(share * 100, digits);
}
