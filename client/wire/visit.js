// Attested visit: a scanner states that a credential was here (`MMS:`), the phone signs the
// statement (`MMA:`).

import { equal } from './bytes.js';
import { put, Reader, same } from './cbor.js';
import { holder, keyed, readSigned, sign } from './cose.js';
import { storedDigest } from './credential.js';
import { id, time } from './fields.js';
import { ATTESTED, STATEMENT } from './form.js';
import { heldBy } from './live.js';
import { apart, badDevice, wrongAlgorithm, wrongCredential, wrongScanner } from './refusal.js';
import { ES256, keyId, random, signed as verified } from './seal.js';

const STATES = 'mingma/scanner/v1';
const VISITS = 'mingma/visit/v1';
const TOGETHER = 120;

const stated = ({ place, nonce, at, credential }) =>
  put.list(put.text(place), put.bytes(nonce), put.int(at), put.bytes(credential));

// `scanner` is {key, public: {algorithm, bytes}}; `stored` the bytes of the code that it read.
export async function signStatement(scanner, place, at, stored, nonce = random(16)) {
  const { algorithm, bytes } = scanner.public;
  const kid = await keyId(algorithm, bytes);
  const payload = stated({ place, nonce, at, credential: await storedDigest(stored) });
  return STATEMENT.text(await sign({ algorithm, kid }, STATES, payload, scanner.key));
}

function readStatementBytes(bytes) {
  const signed = readSigned(STATEMENT.whole(bytes));
  const { algorithm, kid } = keyed(signed.header);
  const read = new Reader(signed.payload);
  read.list(4);
  const of = { place: id(read), nonce: read.bytes(16), at: time(read), credential: read.bytes(32) };
  same(stated(of), signed.payload);
  return { ...of, algorithm, kid, bytes, signed };
}
export const readStatement = (text) => readStatementBytes(STATEMENT.bytes(text));

// Whether this scanner, registered for this place, signed it.
export async function verifyStatement(of, place, scanner) {
  if (of.place !== place || !equal(await keyId(scanner.algorithm, scanner.bytes), of.kid)) wrongScanner(place);
  if (of.algorithm !== scanner.algorithm) wrongAlgorithm(place);
  if (!(await verified(scanner, of.signed.message(STATES), of.signed.signature))) badDevice('another scanner');
}

const visited = (statement, at) => put.list(put.bytes(statement), put.int(at));

export async function signVisit(statement, at, key) {
  return ATTESTED.text(await sign({ algorithm: ES256 }, VISITS, visited(statement.bytes, at), key));
}

export function readVisit(text) {
  const signed = readSigned(ATTESTED.bytes(text));
  holder(signed.header);
  const read = new Reader(signed.payload);
  read.list(2);
  const statement = readStatementBytes(read.bytes());
  const at = time(read);
  same(visited(statement.bytes, at), signed.payload);
  return { statement, at, signed };
}

// Whether the device of this stored code signed it, in time.
export async function verifyVisit({ statement, at, signed }, stored) {
  if (!equal(statement.credential, await storedDigest(stored.bytes))) wrongCredential('another');
  if (Math.abs(at - statement.at) > TOGETHER) apart(`${Math.abs(at - statement.at)} s`);
  await heldBy(stored.credential.device, signed, VISITS);
}
