// Deterministic CBOR (RFC 8949 §4.2.1). `whole` walks the bytes once, before a value is
// looked at; a `Reader` takes values one by one; what was read is written again and compared.

import { concat, equal, utf8 } from './bytes.js';
import { malformed, nested, notCanonical, trailing, truncated } from './refusal.js';

const DEPTH = 4;

// The number behind the lower five bits of a head, and where the next byte stands.
function argument(bytes, at) {
  const info = bytes[at] & 31;
  if (info < 24) return [BigInt(info), at + 1];
  if (info > 27) malformed('a length that is not told');
  const end = at + 1 + 2 ** (info - 24);
  if (end > bytes.length) truncated('in a head');
  return [bytes.subarray(at + 1, end).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n), end];
}

// Passes over one item; tells where the next stands and how many stand inside it, or none.
function item(bytes, at) {
  if (at >= bytes.length) truncated('an item is missing');
  const [major, info] = [bytes[at] >> 5, bytes[at] & 31];
  const [value, next] = argument(bytes, at);
  const room = BigInt(bytes.length - next);
  const fits = (count) => (count <= room ? count : truncated('shorter than it says'));
  if (major < 2) return [next, null];
  if (major < 4) return [next + Number(fits(value)), null];
  if (major === 4) return [next, fits(value)];
  if (major === 5) return [next, fits(value * 2n)];
  if (major === 6) return [next, 1n];
  return info >= 20 && info <= 22 ? [next, null] : malformed('a value of no format');
}

export function whole(bytes) {
  const open = [];
  let [at, now] = [0, 1n];
  for (;;) {
    while (now === 0n) {
      if (!open.length) return at === bytes.length ? bytes : trailing('bytes after the end');
      now = open.pop();
    }
    now -= 1n;
    const [next, inside] = item(bytes, at);
    at = next;
    if (inside !== null) {
      if (open.length === DEPTH) nested('too deep');
      open.push(now);
      now = inside;
    }
  }
}

export const same = (canonical, bytes) => equal(canonical, bytes) || notCanonical('another encoding');

// Takes values of bytes that `whole` has passed over.
export class Reader {
  constructor(bytes) {
    this.bytes_ = bytes;
    this.at = 0;
  }

  head(major, info) {
    const first = this.bytes_[this.at];
    if (first === undefined || first >> 5 !== major || (info !== undefined && (first & 31) !== info)) malformed('type');
    const [value, next] = argument(this.bytes_, this.at);
    this.at = next;
    return value;
  }

  isText() {
    return this.bytes_[this.at] >> 5 === 3;
  }

  list(count) {
    const found = Number(this.head(4));
    return count === undefined || found === count ? found : malformed('a list of another length');
  }

  map(count) {
    const found = Number(this.head(5));
    return count === undefined || found === count ? found : malformed('a map of another size');
  }

  tag(number) {
    if (this.head(6) !== BigInt(number)) malformed('another tag');
  }

  int() {
    const negative = this.bytes_[this.at] >> 5 === 1;
    const value = this.head(negative ? 1 : 0);
    if (value > 2n ** 63n - 1n) malformed('a number too large');
    return Number(negative ? -1n - value : value);
  }

  unsigned(most) {
    const value = this.head(0);
    return value <= BigInt(most) ? Number(value) : malformed('a number too large');
  }

  bytes(size) {
    const length = Number(this.head(2));
    if (size !== undefined && length !== size) malformed('bytes of another length');
    this.at += length;
    return this.bytes_.subarray(this.at - length, this.at);
  }

  text() {
    const length = Number(this.head(3));
    this.at += length;
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
        this.bytes_.subarray(this.at - length, this.at),
      );
    } catch {
      return malformed('no UTF-8');
    }
  }

  true() {
    this.head(7, 21);
    return true;
  }

  orNull(take) {
    if (this.bytes_[this.at] !== 0xf6) return take(this);
    this.at += 1;
    return null;
  }

  key(wanted) {
    if (this.int() !== wanted) malformed('another key');
    return this;
  }

  word(wanted) {
    if (this.text() !== wanted) malformed('another word');
    return this;
  }

  // Whether the next pair has this key; `left` counts the optional pairs that are still there.
  hasKey(left, wanted) {
    if (left.count === 0) return false;
    const here = this.at;
    if (this.int() !== wanted) {
      this.at = here;
      return false;
    }
    left.count -= 1;
    return true;
  }

  // The head of a map of so many pairs and optional ones.
  optional(pairs) {
    const count = this.map() - pairs;
    return count < 0 ? malformed('a pair is missing') : { count };
  }

  // Nothing optional is left over.
  done(left) {
    if (left.count) malformed('a pair too many');
  }
}

function head(major, value) {
  const number = BigInt(value);
  const sizes = [[24n, 0], [0x100n, 1], [0x10000n, 2], [0x100000000n, 4]];
  const size = sizes.find(([most]) => number < most)?.[1] ?? 8;
  const info = size === 0 ? Number(number) : 24 + Math.log2(size);
  const out = new Uint8Array(1 + size);
  out[0] = (major << 5) | info;
  for (let at = size, left = number; at > 0; at -= 1, left >>= 8n) out[at] = Number(left & 255n);
  return out;
}

// Pieces of an encoding; `concat` joins them.
export const put = {
  int: (value) => (value < 0 ? head(1, -1n - BigInt(value)) : head(0, value)),
  bytes: (bytes) => concat(head(2, bytes.length), bytes),
  text: (text) => concat(head(3, utf8(text).length), utf8(text)),
  list: (...items) => concat(head(4, items.length), ...items),
  // Pairs in the order of their encoded keys; whoever writes them knows it. Pairs that are null are left out.
  map: (...pairs) => {
    const there = pairs.filter((pair) => pair !== null);
    return concat(head(5, there.length), ...there.flat());
  },
  tag: (number, item_) => concat(head(6, number), item_),
  true: () => Uint8Array.of(0xf5),
  orNull: (value, write) => (value === null ? Uint8Array.of(0xf6) : write(value)),
};
