const shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21] as const;

/** floor(2^32 |sin(i + 1)|), as the standard (RFC 1321) lists them. */
const sines = Uint32Array.from(
  (
    'd76aa478e8c7b756242070dbc1bdceeef57c0faf4787c62aa8304613fd469501698098d88b44f7afffff5bb1895cd7be' +
    '6b901122fd987193a679438e49b40821f61e2562c040b340265e5a51e9b6c7aad62f105d02441453d8a1e681e7d3fbc8' +
    '21e1cde6c33707d6f4d50d87455a14eda9e3e905fcefa3f8676f02d98d2a4c8afffa39428771f6816d9d6122fde5380c' +
    'a4beea444bdecfa9f6bb4b60bebfbc70289b7ec6eaa127fad4ef308504881d05d9d4d039e6db99e51fa27cf8c4ac5665' +
    'f4292244432aff97ab9423a7fc93a039655b59c38f0ccc92ffeff47d85845dd16fa87e4ffe2ce6e0a30143144e0811a1' +
    'f7537e82bd3af2352ad7d2bbeb86d391'
  ).match(/.{8}/g) ?? [],
  (word) => Number.parseInt(word, 16),
);

/** Length in UTF-8 bytes of well-formed text. */
function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    // Both halves of a pair add one, which makes four bytes of two units.
    if (unit >= 0x80) length += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return length;
}

const shortWords = new Uint32Array(16);

/** Words for the bytes, the closing bit and the length; one block is reused for short texts. */
function wordsFor(bytes: number): Uint32Array {
  if (bytes < 56) return shortWords.fill(0);
  return new Uint32Array((((bytes + 8) >>> 6) + 1) * 16);
}

function paddedWords(text: string): Uint32Array {
  const length = utf8Length(text);
  const words = wordsFor(length);
  let at = 0;
  const put = (byte: number): void => {
    words[at >>> 2] = (words[at >>> 2] as number) | (byte << ((at & 3) * 8));
    at += 1;
  };
  for (let i = 0; i < text.length; i += 1) {
    const code = text.codePointAt(i) as number; // i is inside the text
    if (code < 0x80) put(code);
    else {
      if (code < 0x800) put(0xc0 | (code >> 6));
      else {
        if (code < 0x10000) put(0xe0 | (code >> 12));
        else {
          put(0xf0 | (code >> 18));
          put(0x80 | ((code >> 12) & 63));
          i += 1;
        }
        put(0x80 | ((code >> 6) & 63));
      }
      put(0x80 | (code & 63));
    }
  }
  put(0x80);
  words[words.length - 2] = length * 8;
  words[words.length - 1] = Math.floor(length / 0x20000000);
  return words;
}

type State = [number, number, number, number];

function mix(words: Uint32Array, start: number, state: State): State {
  let [a, b, c, d] = state;
  for (let i = 0; i < 64; i += 1) {
    const round = i >>> 4;
    let f: number;
    let pick: number;
    if (round === 0) {
      f = (b & c) | (~b & d);
      pick = i;
    } else if (round === 1) {
      f = (d & b) | (~d & c);
      pick = (5 * i + 1) & 15;
    } else if (round === 2) {
      f = b ^ c ^ d;
      pick = (3 * i + 5) & 15;
    } else {
      f = c ^ (b | ~d);
      pick = (7 * i) & 15;
    }
    const sum = (a + f + (sines[i] as number) + (words[start + pick] as number)) | 0;
    const shift = shifts[round * 4 + (i & 3)] as number;
    a = d;
    d = c;
    c = b;
    b = (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0;
  }
  return [(state[0] + a) | 0, (state[1] + b) | 0, (state[2] + c) | 0, (state[3] + d) | 0];
}

/** The four words of the MD5 digest of the UTF-8 bytes of a text. Not for secrets: it only spreads values. */
export function md5Words(text: string): readonly [number, number, number, number] {
  const words = paddedWords(text);
  let state: State = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  for (let start = 0; start < words.length; start += 16) state = mix(words, start, state);
  return state;
}

function swap(word: number): number {
  return (((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}

/** The first 48 bits of the digest as a whole number. */
export function md5First48(text: string): number {
  const [first, second] = md5Words(text);
  return swap(first) * 65536 + (swap(second) >>> 16);
}
