// Poster and kiosk token: a place's address with the token behind `#`.

import { base64url, big, utf8 } from './bytes.js';
import { put, Reader, same, whole } from './cbor.js';
import { id, inCentury, U32 } from './fields.js';
import { field, malformed, notThis, tooLong } from './refusal.js';
import { mac } from './seal.js';

export const STEP = 30;
const STEPS_A_DAY = 2880;
const TOKEN = 96;
const LETTERS = 128;
const ADDRESS = 96;
const ORIGIN = /^(https:\/\/[a-z0-9.-]+|http:\/\/(localhost|127\.0\.0\.1))(:[0-9]{1,5})?$/;

export const writeToken = (of) =>
  of.kiosk === undefined
    ? put.list(put.int(0), put.text(of.place), put.int(of.number), put.bytes(of.tag))
    : put.list(put.int(1), put.text(of.place), put.int(of.kiosk), put.int(of.step), put.bytes(of.tag));

const step = (read) => {
  const value = read.int();
  return inCentury(value * STEP) ? value : field('step');
};

export function readToken(bytes) {
  if (bytes.length > TOKEN) tooLong(`more than ${TOKEN} bytes`);
  const read = new Reader(whole(bytes));
  const [count, kind, place] = [read.list(), read.unsigned(255), id(read)];
  if (!(kind === 0 && count === 4) && !(kind === 1 && count === 5)) malformed('a token of no kind');
  const number = read.unsigned(U32);
  const of = kind === 0 ? { place, number } : { place, kiosk: number, step: step(read) };
  of.tag = read.bytes(12);
  same(writeToken(of), bytes);
  return of;
}

export const address = (origin, token) => `${origin}/p#${base64url.write(writeToken(token))}`;

// The origin, which the caller compares with the registers that it knows, and the token.
export function readAddress(text) {
  if (text.length > ADDRESS + LETTERS) tooLong(`more than ${ADDRESS + LETTERS} characters`);
  const at = text.indexOf('#');
  const [before, letters] = at < 0 ? ['', ''] : [text.slice(0, at), text.slice(at + 1)];
  const origin = before.endsWith('/p') ? before.slice(0, -2) : '';
  if (!ORIGIN.test(origin) || origin.length > ADDRESS - 2) notThis('https://…/p#');
  if (letters.length > LETTERS) tooLong(`more than ${LETTERS} letters`);
  return { origin, token: readToken(base64url.read(letters)) };
}

// A kiosk at work, by its key of the day that holds the moment.
export async function rotating(dayKey, place, kiosk, at) {
  const now = Math.floor(at / STEP);
  const tag = await mac(dayKey, 'mingma/token/v1', utf8(place), big(kiosk, 4), big(now, 8));
  return { place, kiosk, step: now, tag: tag.slice(0, 12) };
}
export const dayOf = (at) => Math.floor(at / STEP / STEPS_A_DAY);
