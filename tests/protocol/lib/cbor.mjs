// The one encoding (RFC 8949 §4.2.1): what is decoded is encoded again and compared.

import { decode, encode, rfc8949EncodeOptions } from 'cborg';

const STRICT = {
  strict: true,
  useMaps: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: true,
  rejectDuplicateMapKeys: true,
};

export function refuse(why) {
  throw new Error(why);
}

export const write = (value) => Buffer.from(encode(value, rfc8949EncodeOptions));

export function read(bytes) {
  const value = decode(bytes, STRICT);
  if (!write(value).equals(bytes)) refuse('not the one encoding');
  return value;
}

// The shapes of CDDL.
export function whole(value, least = -(2n ** 63n), most = 2n ** 63n - 1n) {
  if (typeof value !== 'bigint' && !Number.isSafeInteger(value)) refuse('no whole number');
  if (value < least || value > most) refuse('out of range');
  return typeof value === 'bigint' && BigInt(Number(value)) === value ? Number(value) : value;
}
export const unsigned = (value, most = 2n ** 64n - 1n) => whole(value, 0, most);
export const text = (value) => (typeof value === 'string' ? value : refuse('no text'));
export function bytes(value, size) {
  if (!(value instanceof Uint8Array)) refuse('no bytes');
  if (size !== undefined && value.length !== size) refuse(`not ${size} bytes`);
  return Buffer.from(value);
}
export function list(value, ...sizes) {
  if (!Array.isArray(value)) refuse('no list');
  if (sizes.length && !sizes.includes(value.length)) refuse('a list of another length');
  return value;
}
// A map of these keys and none other; `optional` ones may be missing.
export function fields(value, needed, optional = []) {
  if (!(value instanceof Map)) refuse('no map');
  for (const key of needed) if (!value.has(key)) refuse(`field ${key} is missing`);
  for (const key of value.keys()) if (![...needed, ...optional].includes(key)) refuse(`field ${key} is not known`);
  return (key) => value.get(key);
}

// A value of a body: null, yes and no, whole numbers, text, bytes, lists, maps; it stands
// within at most eight of these.
export function datum(value, within = 1) {
  if (within > 8) refuse('too deep');
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return;
  if (value instanceof Uint8Array) return;
  if (Array.isArray(value)) value.forEach((one) => datum(one, within + 1));
  else if (value instanceof Map) body(value, within);
  else whole(value);
}
export function body(value, depth = 0) {
  if (!(value instanceof Map)) refuse('no map');
  for (const [word, one] of value) {
    text(word);
    datum(one, depth + 1);
  }
  return value;
}
