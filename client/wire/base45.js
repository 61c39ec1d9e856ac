// Base45 (RFC 9285), read strictly: of every sequence of bytes there is one text.

import { notLetters } from './refusal.js';

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

export const letters = (bytes) => Math.floor(bytes / 2) * 3 + (bytes % 2) * 2;

export function encode(bytes) {
  let out = '';
  for (let at = 0; at < bytes.length; at += 2) {
    const pair = at + 1 < bytes.length;
    const value = pair ? bytes[at] * 256 + bytes[at + 1] : bytes[at];
    out += LETTERS[value % 45] + LETTERS[Math.floor(value / 45) % 45];
    if (pair) out += LETTERS[Math.floor(value / 2025)];
  }
  return out;
}

export function decode(text) {
  if (text.length % 3 === 1) notLetters('a letter that stands alone');
  const out = [];
  for (let at = 0; at < text.length; at += 3) {
    const group = text.slice(at, at + 3);
    const value = [...group].reverse().reduce((sum, letter) => {
      const digit = LETTERS.indexOf(letter);
      return digit < 0 ? notLetters(letter) : sum * 45 + digit;
    }, 0);
    if (value > (group.length === 3 ? 65535 : 255)) notLetters(group);
    if (group.length === 3) out.push(value >> 8);
    out.push(value & 255);
  }
  return Uint8Array.from(out);
}
