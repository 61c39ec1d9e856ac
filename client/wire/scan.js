// Scan `MMR:`: a place's token under the tag of a session, and the digest of scans that the
// device signs at its next request.

import { put, Reader, same, whole } from './cbor.js';
import { time, U32 } from './fields.js';
import { SCAN } from './form.js';
import { readToken, writeToken } from './place.js';
import { field, wrongSession } from './refusal.js';
import { leafHash, mac, tagHolds, treeRoot } from './seal.js';
import { toHex } from './bytes.js';

const PURPOSE = 'mingma/scan/v1';

const ascending = (all) => all.every((one, at) => at === 0 || toHex(all[at - 1]) < toHex(one));
const companionsFit = (all) => (all.length <= 8 && ascending(all) ? all : field('companions'));

export const record = ({ number, token, at, companions, leaving }) =>
  put.map(
    [put.int(0), put.int(number)],
    [put.int(1), put.bytes(writeToken(token))],
    [put.int(2), put.int(at)],
    companions.length ? [put.int(3), put.list(...companions.map(put.bytes))] : null,
    leaving ? [put.int(4), put.true()] : null,
  );

function companionsOf(read) {
  const count = read.list();
  if (count < 1 || count > 8) field('companions');
  return companionsFit(Array.from({ length: count }, () => read.bytes(16)));
}

function readRecord(bytes) {
  const read = new Reader(whole(bytes));
  const left = read.optional(3);
  const of = {
    number: read.key(0).unsigned(U32),
    token: readToken(read.key(1).bytes()),
    at: time(read.key(2)),
    companions: read.hasKey(left, 3) ? companionsOf(read) : [],
  };
  of.leaving = read.hasKey(left, 4) && read.true();
  read.done(left);
  same(record(of), bytes);
  return of;
}

export async function scanText(of, session) {
  companionsFit(of.companions);
  const bytes = record(of);
  return SCAN.text(put.list(put.bytes(bytes), put.bytes((await mac(session, PURPOSE, bytes)).slice(0, 16))));
}

export async function readScan(text, session) {
  const bytes = SCAN.bytes(text);
  const read = new Reader(bytes);
  read.list(2);
  const [inner, tag] = [read.bytes(), read.bytes(16)];
  same(put.list(put.bytes(inner), put.bytes(tag)), bytes);
  const of = readRecord(inner);
  return tagHolds(await mac(session, PURPOSE, inner), tag) ? of : wrongSession('another session');
}

// First number, how many, root; null of none.
export async function digestOf(records, first) {
  if (!records.length) return null;
  return { first, count: records.length, root: await treeRoot(await Promise.all(records.map(leafHash))) };
}
