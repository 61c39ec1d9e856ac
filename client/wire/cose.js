// COSE_Sign1 (RFC 9052) as this house signs: tagged, payload attached, nothing unprotected.

import { utf8 } from './bytes.js';
import { put, Reader, same, whole } from './cbor.js';
import { algorithm as refuseAlgorithm, malformed } from './refusal.js';
import { EDDSA, ES256, SM2, sign as signBy } from './seal.js';

const NUMBERS = { [EDDSA]: -8, [ES256]: -7, [SM2]: -65537 };
const STATUS_LIST = 'application/statuslist+cwt';

// {algorithm, kid, list}: kid is null of a holder's header, list true of a status list's.
export const writeHeader = ({ algorithm, kid = null, list = false }) =>
  put.map(
    [put.int(1), put.int(NUMBERS[algorithm])],
    kid && [put.int(4), put.bytes(kid)],
    list ? [put.int(16), put.text(STATUS_LIST)] : null,
  );

function readAlgorithm(read, left) {
  if (!read.hasKey(left, 1)) refuseAlgorithm('none');
  if (read.isText()) refuseAlgorithm(read.text());
  const number = read.int();
  const found = Object.keys(NUMBERS).find((one) => NUMBERS[one] === number);
  return found ? Number(found) : refuseAlgorithm(String(number));
}

function readHeader(bytes) {
  const read = new Reader(whole(bytes));
  const left = { count: read.map() };
  const algorithm = readAlgorithm(read, left);
  const kid = read.hasKey(left, 4) ? read.bytes(16) : null;
  const list = read.hasKey(left, 16) && read.text() === STATUS_LIST;
  if (kid === null && (algorithm !== ES256 || list)) malformed('a header of no kind');
  read.done(left);
  const header = { algorithm, kid, list };
  same(writeHeader(header), bytes);
  return header;
}

const structure = (protected_, purpose, payload) =>
  put.list(put.text('Signature1'), put.bytes(protected_), put.bytes(utf8(purpose)), put.bytes(payload));

const envelope = (protected_, payload, signature) =>
  put.tag(18, put.list(put.bytes(protected_), put.map(), put.bytes(payload), put.bytes(signature)));

// Reads bytes that `whole` has passed over.
export function readSigned(bytes) {
  const read = new Reader(bytes);
  read.tag(18);
  read.list(4);
  const protected_ = read.bytes();
  const header = readHeader(protected_);
  read.map(0);
  const payload = whole(read.bytes());
  const signature = read.bytes(64);
  same(envelope(protected_, payload, signature), bytes);
  return { header, payload, signature, message: (purpose) => structure(protected_, purpose, payload) };
}

export async function sign(header, purpose, payload, key) {
  const protected_ = writeHeader(header);
  return envelope(protected_, payload, await signBy(key, structure(protected_, purpose, payload)));
}

export const keyed = ({ algorithm, kid, list }) =>
  kid === null || list ? malformed('another header') : { algorithm, kid };
export const holder = ({ algorithm, kid, list }) =>
  algorithm !== ES256 || kid !== null || list ? malformed('another header') : undefined;

