// Names that people copy: paper name `MMP:` and typed code, with check letters over GF(32).

import { checkLetter, notLetters, notThis, tooLong } from './refusal.js';

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const PREFIX = 'MMP:';
const PAPER = { random: 16, check: 2 };
const TYPED = { random: 9, check: 1 };
const MOST = 64;

// A product in GF(32), whose polynomial is x⁵ + x² + 1.
function times(one, other) {
  let [product, shifted] = [0, one];
  for (let bit = 0; bit < 5; bit += 1) {
    if ((other >> bit) & 1) product ^= shifted;
    shifted = (shifted << 1) ^ (shifted & 16 ? 0b100101 : 0);
  }
  return product;
}

const syndrome = (letters, j) => letters.reduce((sum, letter) => times(sum, 2 ** j) ^ letter, 0);
const fits = (letters, check) => Array.from({ length: check }, (_, at) => syndrome(letters, at + 1)).every((s) => s === 0);

function written(number, { random, check }) {
  const letters = Array.from({ length: random }, (_, at) => Number((number >> BigInt(5 * (random - 1 - at))) & 31n));
  // Found by trying: 32 or 1,024 ways, and one fits.
  for (let tried = 0; ; tried += 1) {
    const tail = Array.from({ length: check }, (_, at) => (tried >> (5 * (check - 1 - at))) & 31);
    if (fits([...letters, ...tail], check)) return [...letters, ...tail].map((letter) => LETTERS[letter]).join('');
  }
}

function read(text, { random, check }, what) {
  if (new TextEncoder().encode(text).length > MOST) tooLong(`more than ${MOST}`);
  const meant = { O: '0', I: '1', L: '1' };
  const letters = [...text.replace(/[ -]/g, '')].map((typed) => {
    const letter = /^[a-z]$/.test(typed) ? typed.toUpperCase() : typed;
    const at = LETTERS.indexOf(meant[letter] ?? letter);
    return at < 0 ? notLetters(typed) : at;
  });
  if (letters.length !== random + check) notThis(what);
  if (!fits(letters, check)) checkLetter('misread');
  return letters.slice(0, random).reduce((number, letter) => (number << 5n) | BigInt(letter), 0n);
}

const groups = (letters, size) => letters.match(new RegExp(`.{1,${size}}`, 'g')).join('-');

export const paperText = (handle) => PREFIX + written(handle.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n), PAPER);
export const paperGrouped = (handle) => groups(paperText(handle).slice(PREFIX.length), 6);
export function readPaper(text) {
  const number = read(text.startsWith(PREFIX) ? text.slice(PREFIX.length) : text, PAPER, PREFIX);
  return Uint8Array.from({ length: 10 }, (_, at) => Number((number >> BigInt(8 * (9 - at))) & 255n));
}

export const typedText = (number) => groups(written(BigInt(number), TYPED), 5);
export const readTyped = (text) => Number(read(text, TYPED, 'ABCDE-FGHJK'));
