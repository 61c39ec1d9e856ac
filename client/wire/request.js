// Request for a credential `MMQ:`: the registered device asks, with a new key and the digest
// of its scans.

import { equal } from './bytes.js';
import { put, Reader, same } from './cbor.js';
import { keyed, readSigned, sign } from './cose.js';
import { device, time, U32 } from './fields.js';
import { REQUEST } from './form.js';
import { heldBy } from './live.js';
import { badDevice, field, wrongAlgorithm } from './refusal.js';
import { ES256, keyId, onP256, random } from './seal.js';

const PURPOSE = 'mingma/request/v1';

const write = ({ fresh, at, nonce, scans }) =>
  put.map(
    [put.int(0), put.bytes(fresh)],
    [put.int(1), put.int(at)],
    [put.int(2), put.bytes(nonce)],
    scans && [put.int(3), put.list(put.int(scans.first), put.int(scans.count), put.bytes(scans.root))],
  );

// `registered` is {key, public: bytes of the point}; `scans` is scan.js's digest, or null.
export async function signRequest(registered, fresh, at, scans, nonce = random(16)) {
  const kid = await keyId(ES256, registered.public);
  const payload = write({ fresh, at, nonce, scans });
  return REQUEST.text(await sign({ algorithm: ES256, kid }, PURPOSE, payload, registered.key));
}

function scansOf(read) {
  read.list(3);
  const of = { first: read.unsigned(U32), count: read.unsigned(65535), root: read.bytes(32) };
  return of.count ? of : field('scans');
}

export function readRequest(text) {
  const signed = readSigned(REQUEST.bytes(text));
  const { algorithm, kid } = keyed(signed.header);
  if (algorithm !== ES256) wrongAlgorithm('not ES256');
  const read = new Reader(signed.payload);
  const left = read.optional(3);
  const of = { fresh: device(read.key(0)), at: time(read.key(1)), nonce: read.key(2).bytes(16) };
  of.scans = read.hasKey(left, 3) ? scansOf(read) : null;
  read.done(left);
  same(write(of), signed.payload);
  return { ...of, kid, signed };
}

export async function verifyRequest(of, registered) {
  if (!equal(await keyId(ES256, registered), of.kid)) badDevice('another device');
  onP256(of.fresh);
  await heldBy(registered, of.signed, PURPOSE);
}
