/** Days from 1990 to 2099 in digits, with hours and minutes or not: 20260131, 202601310830, 20260131083000. */
const days =
  '(199[0-9]|20[0-9][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])(([01][0-9]|2[0-3])[0-5][0-9]([0-5][0-9])?)?';
const dayDigits = new RegExp(`^${days}$`);

/**
 * Seconds since 1970 from 2001, when they came to have ten digits, up to 2049; the same of milliseconds. Later ones are
 * rarely times, and many numbers of articles, accounts and telephones begin like them.
 */
const firstSecond = '1000000000';
const lastSecond = '2524607999';

/** SQL: whether a text of digits reads as a time. Texts of one length compare as their numbers do. */
export function readsAsTime(x: string): string {
  return `regexp_full_match(${x}, '${days}')
    OR (length(${x}) = 10 AND ${x} BETWEEN '${firstSecond}' AND '${lastSecond}')
    OR (length(${x}) = 13 AND ${x} BETWEEN '${firstSecond}000' AND '${lastSecond}999')`;
}

/** The format in which Parse dates reads such a day, null for other texts. */
export function formatOfDigits(text: string): string | null {
  if (!dayDigits.test(text)) return null;
  return text.length === 8 ? '%Y%m%d' : text.length === 12 ? '%Y%m%d%H%M' : '%Y%m%d%H%M%S';
}
