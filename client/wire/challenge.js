// Challenge `MMC:`: what a scanner shows so that an answer was not made before.

import { put, Reader, same } from './cbor.js';
import { id, time } from './fields.js';
import { CHALLENGE } from './form.js';
import { hash, random } from './seal.js';

const write = ({ nonce, scanner, place, at }) =>
  put.list(put.bytes(nonce), put.text(scanner), put.orNull(place, put.text), put.int(at));

export const challengeText = (of) => CHALLENGE.text(write(of));
export const newChallenge = (scanner, place, at) => ({ nonce: random(16), scanner, place, at });

export function readChallenge(text) {
  const bytes = CHALLENGE.bytes(text);
  const read = new Reader(bytes);
  read.list(4);
  const of = { nonce: read.bytes(16), scanner: id(read), place: read.orNull(id), at: time(read) };
  same(write(of), bytes);
  return of;
}

// What a device signs of it: scanner and place are in it, so that it answers nobody else.
export const answerTo = async (of) => (await hash('mingma/challenge/v1', write(of))).slice(0, 16);
