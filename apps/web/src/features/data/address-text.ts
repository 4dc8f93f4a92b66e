/** Characters that one text of a page takes in its address: servers and proxies refuse long addresses. */
const mostCharacters = 4_000;

/** Whether a text can stand in the address of a page. A longer one lives as long as the page does. */
export function fitsAddress(text: string): boolean {
  return String(new URLSearchParams([['', text]])).length <= mostCharacters;
}

/** Names of columns as one text: a name may hold a comma. */
export function columnsText(names: readonly string[]): string {
  return names.map(encodeURIComponent).join(',');
}

/** The names in such a text; what it is else holds none. */
export function columnsIn(text: string): string[] {
  try {
    return text === '' ? [] : text.split(',').map(decodeURIComponent);
  } catch (error) {
    if (error instanceof URIError) return [];
    throw error;
  }
}
