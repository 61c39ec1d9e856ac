// Values that several formats share.

import { utf8 } from './bytes.js';
import { field } from './refusal.js';

export const COLOURS = ['green', 'yellow', 'red'];

const UNSEEN =
  /[\p{Cc}\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/u;

export const inCentury = (seconds) => seconds >= 946684800 && seconds < 4102444800;

export const isIssuer = (text) => /^[a-z0-9._/-]{1,32}$/.test(text);
export const isId = (text) => /^[A-Za-z0-9._:-]{1,64}$/.test(text);
export const isMasked = (text) =>
  text.includes('*') && utf8(text).length <= 24 && !UNSEEN.test(text);

export const time = (read) => {
  const at = read.int();
  return inCentury(at) ? at : field('time');
};
const checked = (fits, name) => (read) => {
  const text = read.text();
  return fits(text) ? text : field(name);
};
export const issuer = checked(isIssuer, 'issuer');
export const id = checked(isId, 'id');
export const masked = checked(isMasked, 'name');
export const lastFour = checked((text) => /^[0-9A-Z]{4}$/.test(text), 'last four');

// A P-256 key; whether its point is on the curve is found by whoever uses it.
export function device(read) {
  const bytes = read.bytes(33);
  return bytes[0] === 2 || bytes[0] === 3 ? bytes : field('device');
}

export const U32 = 2 ** 32 - 1;
