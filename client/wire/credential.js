// Stored code `MM1:`: the envelope of a colour, signed by the issuer.

import { put, Reader, same } from './cbor.js';
import { keyed, readSigned } from './cose.js';
import { COLOURS, device, issuer, lastFour, masked, time, U32 } from './fields.js';
import { STORED } from './form.js';
import { field, malformed } from './refusal.js';
import { hash } from './seal.js';

const DAY = 86400;

export const writeCredential = (of) =>
  put.map(
    [put.int(1), put.text(of.issuer)],
    [put.int(4), put.int(of.expires)],
    [put.int(6), put.int(of.issuedAt)],
    [put.int(11), put.list(...of.steps.map(({ from, colour }) => put.list(put.int(from), put.int(COLOURS.indexOf(colour)))))],
    [put.int(12), put.orNull(of.sampledHour, put.int)],
    [put.int(13), put.text(of.name)],
    [put.int(14), put.text(of.lastFour)],
    [put.int(15), put.bytes(of.device)],
    [put.int(16), put.list(put.int(of.status.list), put.int(of.status.index))],
    of.demo ? [put.int(17), put.true()] : null,
  );

function steps(read) {
  const count = read.list();
  if (count < 1 || count > 4) field('steps');
  return Array.from({ length: count }, () => {
    read.list(2);
    const from = time(read);
    return { from, colour: COLOURS[read.unsigned(255)] ?? field('colour') };
  });
}

function check({ issuedAt, expires, steps: all, sampledHour }) {
  if (expires <= issuedAt || expires - issuedAt > DAY) field('expires');
  const ascending = all.every((step, at) => at === 0 || (step.from > all[at - 1].from && step.colour !== all[at - 1].colour));
  if (!ascending || all[0].from !== issuedAt || all.at(-1).from >= expires) field('steps');
  if (sampledHour !== null && sampledHour * 3600 > issuedAt) field('sampled');
}

function readCredential(payload) {
  const read = new Reader(payload);
  const left = read.optional(9);
  const of = {
    issuer: issuer(read.key(1)),
    expires: time(read.key(4)),
    issuedAt: time(read.key(6)),
    steps: steps(read.key(11)),
    sampledHour: read.key(12).orNull(() => read.unsigned(U32)),
    name: masked(read.key(13)),
    lastFour: lastFour(read.key(14)),
    device: device(read.key(15)),
  };
  if (read.key(16).list() !== 2) malformed('a status of another form');
  of.status = { list: read.unsigned(U32), index: read.unsigned(U32) };
  of.demo = read.hasKey(left, 17) && read.true();
  read.done(left);
  same(writeCredential(of), payload);
  check(of);
  return of;
}

// A stored code, as it was read: verdict.js says whether it counts.
export function readStoredBytes(bytes) {
  const signed = readSigned(STORED.whole(bytes));
  const { algorithm, kid } = keyed(signed.header);
  return { bytes, credential: readCredential(signed.payload), algorithm, kid, signed };
}
export const readStored = (text) => readStoredBytes(STORED.bytes(text));
export const storedDigest = (bytes) => hash('mingma/stored/v1', bytes);

// The colour in force at a moment; none before the issue.
export const colourAt = ({ steps: all }, at) => all.findLast(({ from }) => from <= at)?.colour ?? null;

// The moment of the next turn after a moment; none if there is none.
export const nextTurn = ({ steps: all }, at) => all.find(({ from }) => from > at)?.from ?? null;
