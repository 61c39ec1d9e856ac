// Bytes, and the texts that stand for them. Every reader takes the one text of its bytes.

import { notLetters } from './refusal.js';

export const utf8 = (text) => new TextEncoder().encode(text);

export function concat(...parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => {
    out.set(part, at);
    return at + part.length;
  }, 0);
  return out;
}

export const equal = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);

export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
export function fromHex(text) {
  if (text.length % 2 || !/^[0-9a-f]*$/.test(text)) notLetters('no hexadecimal');
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

// A number, big-endian, in so many bytes.
export function big(number, size) {
  const out = new Uint8Array(size);
  let left = BigInt(number);
  for (let at = size - 1; at >= 0; at -= 1) {
    out[at] = Number(left & 255n);
    left >>= 8n;
  }
  return out;
}

// Letters of `bits` bits each, without padding, unused bits zero.
const coder = (letters, bits) => ({
  write(bytes) {
    let [out, held, count] = ['', 0, 0];
    for (const byte of bytes) {
      held = (held << 8) | byte;
      for (count += 8; count >= bits; count -= bits) out += letters[(held >> (count - bits)) & (2 ** bits - 1)];
      held &= (1 << count) - 1;
    }
    return count ? out + letters[(held << (bits - count)) & (2 ** bits - 1)] : out;
  },
  read(text) {
    const out = [];
    let [held, count] = [0, 0];
    for (const letter of text) {
      const value = letters.indexOf(letter);
      if (value < 0) notLetters(letter);
      held = (held << bits) | value;
      count += bits;
      if (count >= 8) {
        count -= 8;
        out.push((held >> count) & 255);
      }
      held &= (1 << count) - 1;
    }
    if (held !== 0 || count >= bits) notLetters('unused bits');
    return Uint8Array.from(out);
  },
});

export const base32 = coder('abcdefghijklmnopqrstuvwxyz234567', 5);
export const base64url = coder('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_', 6);
