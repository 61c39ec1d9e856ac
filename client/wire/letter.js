// Code of a letter `MML:`: that it is genuine and whose, not what it says.

import { put, Reader, same } from './cbor.js';
import { keyed, readSigned } from './cose.js';
import { issuer, lastFour, masked } from './fields.js';
import { LETTER } from './form.js';
import { counts, signedBy } from './keys.js';
import { demoRefused, field } from './refusal.js';

const KINDS = ['notice', 'decision', 'release', 'pass', 'answer'];

const write = (of) =>
  put.map(
    [put.int(1), put.text(of.issuer)],
    [put.int(2), put.bytes(of.letter)],
    [put.int(3), put.text(of.kind)],
    [put.int(4), put.text(of.date)],
    [put.int(13), put.text(of.name)],
    [put.int(14), put.text(of.lastFour)],
    of.demo ? [put.int(17), put.true()] : null,
  );

// Noon of a local date in UTC, of this century.
function noon(date) {
  const at = /^20\d\d-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T12:00:00Z`) : Number.NaN;
  const kept = Number.isFinite(at) && new Date(at).toISOString().startsWith(date);
  return kept ? at / 1000 : field('date');
}

function oneOf(read) {
  const word = read.text();
  return KINDS.includes(word) ? word : field('kind');
}

function dateOf(read) {
  const date = read.text();
  noon(date);
  return date;
}

export function readLetter(text) {
  const signed = readSigned(LETTER.bytes(text));
  const { algorithm, kid } = keyed(signed.header);
  const read = new Reader(signed.payload);
  const left = read.optional(6);
  const of = {
    issuer: issuer(read.key(1)),
    letter: read.key(2).bytes(16),
    kind: oneOf(read.key(3)),
    date: dateOf(read.key(4)),
    name: masked(read.key(13)),
    lastFour: lastFour(read.key(14)),
  };
  of.demo = read.hasKey(left, 17) && read.true();
  read.done(left);
  same(write(of), signed.payload);
  return { ...of, algorithm, kid, signed };
}

export async function verifyLetter(text, keys, demo = false) {
  const of = readLetter(text);
  const key = keys.get(of.kid);
  await signedBy(key, of.algorithm, of.signed, 'mingma/voucher/v1');
  counts(key, of.issuer, noon(of.date), of.demo);
  return of.demo && !demo ? demoRefused(of.issuer) : of;
}
