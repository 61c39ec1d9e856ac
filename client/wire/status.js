// Status list: an IETF Token Status List (CWT form), of which a bit means "not the newest".

import { put, Reader, same, whole } from './cbor.js';
import { readSigned } from './cose.js';
import { issuer, time, U32 } from './fields.js';
import { counts, signedBy } from './keys.js';
import { field, malformed, notInflated, tooLong } from './refusal.js';

const BYTES = 2 ** 21;
const LIST = 2 ** 21 + 2 ** 17;

function adler32(bytes) {
  let [one, two] = [1, 0];
  for (let at = 0; at < bytes.length; ) {
    for (const end = Math.min(at + 3800, bytes.length); at < end; at += 1) {
      one += bytes[at];
      two += one;
    }
    one %= 65521;
    two %= 65521;
  }
  return ((two << 16) | one) >>> 0;
}

// Inflates, and stops at the limit. What stands behind the stream shows by its checksum.
async function inflated(compressed) {
  const reader = new Blob([compressed]).stream().pipeThrough(new DecompressionStream('deflate')).getReader();
  const parts = [];
  let size = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parts.push(part.value);
      size += part.value.length;
      if (size > BYTES) break;
    }
  } catch {
    notInflated('no zlib stream');
  }
  if (size === 0 || size > BYTES) {
    reader.cancel().catch(() => {});
    notInflated('nothing, or beyond the limit');
  }
  const out = new Uint8Array(await new Blob(parts).arrayBuffer());
  const told = new DataView(compressed.buffer, compressed.byteOffset + compressed.length - 4, 4).getUint32(0);
  return told === adler32(out) ? out : notInflated('bytes after the stream');
}

const write = (of, compressed) =>
  put.map(
    [put.int(1), put.text(of.issuer)],
    [put.int(2), put.text(`${of.address}/${of.list}`)],
    [put.int(4), put.int(of.expires)],
    [put.int(6), put.int(of.issuedAt)],
    [put.int(65533), put.map([put.text('lst'), put.bytes(compressed)], [put.text('bits'), put.int(1)])],
    [put.int(65534), put.int(of.keep)],
  );

function numbered(read) {
  const [, address, number] = /^(.*)\/([0-9]+)$/s.exec(read.text()) ?? field('address');
  const fits = address.length <= 128 && address.startsWith('http') && /^[!-~]*$/.test(address) && Number(number) <= U32;
  return fits ? { address, list: Number(number) } : field('address');
}

function claims(payload) {
  const read = new Reader(payload);
  read.map(6);
  const of = { issuer: issuer(read.key(1)), ...numbered(read.key(2)), expires: time(read.key(4)), issuedAt: time(read.key(6)) };
  read.key(65533).map(2);
  const compressed = read.word('lst').bytes();
  if (read.word('bits').unsigned(255) !== 1) field('bits');
  of.keep = read.key(65534).unsigned(U32);
  same(write(of, compressed), payload);
  if (of.expires <= of.issuedAt) field('expires');
  return { of, compressed };
}

// Reads a list and verifies it by its issuer's key.
export async function readStatusList(bytes, keys) {
  if (bytes.length > LIST) tooLong(`more than ${LIST} bytes`);
  const signed = readSigned(whole(bytes));
  if (!signed.header.list) malformed('no status list');
  const key = keys.get(signed.header.kid);
  await signedBy(key, signed.header.algorithm, signed, '');
  const { of, compressed } = claims(signed.payload);
  counts(key, of.issuer, of.issuedAt, key.demo);
  return { ...of, bits: await inflated(compressed), demo: key.demo };
}

// Whether a bit is set; null where there is none.
export const bitOf = ({ bits }, index) => {
  const byte = bits[Math.floor(index / 8)];
  return byte === undefined ? null : ((byte >> (index % 8)) & 1) === 1;
};

// The newest list of each issuer and number that a verifier has.
export class StatusLists {
  #lists = new Map();

  add(list) {
    const place = `${list.issuer} ${list.list}`;
    const known = this.#lists.get(place);
    if (!known || known.issuedAt <= list.issuedAt) this.#lists.set(place, list);
    return this;
  }

  of(issuer_, status) {
    return this.#lists.get(`${issuer_} ${status.list}`) ?? null;
  }
}
