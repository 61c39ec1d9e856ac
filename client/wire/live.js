// Live code `MM2:`: a stored code, a moment and a challenge's answer, signed by the device.

import { put, Reader, same } from './cbor.js';
import { holder, readSigned, sign } from './cose.js';
import { readStoredBytes } from './credential.js';
import { time } from './fields.js';
import { LIVE } from './form.js';
import { badDevice } from './refusal.js';
import { ES256, signed as verified } from './seal.js';

const PURPOSE = 'mingma/live/v1';

const payloadOf = (stored, at, answer) => put.list(put.bytes(stored), put.int(at), put.orNull(answer, put.bytes));

// `key` is the device's for this credential; `answer` what challenge.js gives, or null.
export async function signLive(stored, at, answer, key) {
  return LIVE.text(await sign({ algorithm: ES256 }, PURPOSE, payloadOf(stored, at, answer), key));
}

export function readLive(text) {
  const bytes = LIVE.bytes(text);
  const signed = readSigned(bytes);
  holder(signed.header);
  const read = new Reader(signed.payload);
  read.list(3);
  const stored = readStoredBytes(read.bytes());
  const at = time(read);
  const answer = read.orNull(() => read.bytes(16));
  same(payloadOf(stored.bytes, at, answer), signed.payload);
  return { bytes, stored, at, answer, signed };
}

// Whether a device's key signed this for this purpose.
export async function heldBy(device, signed, purpose) {
  const key = { algorithm: ES256, bytes: device };
  if (!(await verified(key, signed.message(purpose), signed.signature))) badDevice('another device');
}

export const liveSigned = ({ stored, signed }) => heldBy(stored.credential.device, signed, PURPOSE);
