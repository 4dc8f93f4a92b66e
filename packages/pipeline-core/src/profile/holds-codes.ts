import type { ColumnProfile } from './table-profile';

/** Last words of names whose digits say which, not how many. */
const codeWords = new Set(
  'zip zipcode postal postcode postalcode plz phone telephone tel fax code id uuid guid key identifier ssn fips ean upc isbn gtin sku barcode'.split(
    ' ',
  ),
);
/** These may count, too ("guest number"): a code only where all digits have one length. */
const numberWords = new Set(['number', 'no', 'nr', 'num']);

/** One slip of the keyboard in a thousand makes no code of a number. */
const leadingZeros = 0.001;
/** Nearly all: a few cells may be dirty. */
const nearlyAll = 0.99;
/**
 * Numbers that count or measure differ in length; digits as many as these that never do are a code, whatever its name,
 * unless they are times: seconds since 1970 have had ten digits since 2001.
 */
const sureLength = 7;

/**
 * Digits that name something: postal codes, telephone numbers, numbers of customers. They are no quantities: a model that
 * reads them as numbers learns nothing from them, and a leading zero would be lost.
 */
export function holdsCodes(column: ColumnProfile): boolean {
  if (column.type === 'integer') return isCode(column.name, lengthOfIntegers(column));
  if (column.type !== 'text' || (column.numericTexts ?? 0) <= 0.5) return false;
  const { digitTexts: digits } = column;
  if (digits === undefined) return isCode(column.name, null);
  if (digits.share < nearlyAll) return false;
  const length = digits.sameLength >= nearlyAll ? digits.length : null;
  const isLong = (length ?? 0) >= sureLength && digits.times < nearlyAll;
  return isLong || digits.leadingZeros >= leadingZeros || isCode(column.name, length);
}

/** By its name; `length` of all its digits, null where they differ. */
function isCode(name: string, length: number | null): boolean {
  const word = lastWord(name);
  return codeWords.has(word) || (numberWords.has(word) && length !== null && length > 1);
}

/** "customerID", "zip_code 2" and "ZIPCODE" end in "id", "code" and "zipcode". */
function lastWord(name: string): string {
  const words = name.replace(/([a-z\d])([A-Z])/g, '$1 $2').split(/[^\p{L}]+/u);
  return (words.filter((word) => word !== '').at(-1) ?? '').toLowerCase();
}

function lengthOfIntegers({ min, max }: ColumnProfile): number | null {
  if (typeof min !== 'number' || typeof max !== 'number' || min < 0) return null;
  return String(min).length === String(max).length ? String(max).length : null;
}
