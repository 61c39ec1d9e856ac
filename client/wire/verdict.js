// The verdict over a code: docs/protocol.md 8.12, row by row.

import { equal } from './bytes.js';
import { colourAt, readStored } from './credential.js';
import { LIVE, STORED } from './form.js';
import { counts, signedBy } from './keys.js';
import { liveSigned, readLive } from './live.js';
import {
  ahead, beyondList, changed, demoRefused, expired, notThis, Refusal, signedAgo, storedAlone, tooOld, wrongChallenge,
} from './refusal.js';
import { SM2 } from './seal.js';
import { bitOf } from './status.js';

export const POLICY = Object.freeze({ demo: false, liveWithin: 60, drift: 30, driftAnswered: 300, asOfWithin: null });

const WORTH = {
  'MM-WIR-012': 'cannot-tell',
  'MM-WIR-020': 'clock',
  'MM-WIR-021': 'expired',
  'MM-WIR-022': 'not-live',
  'MM-WIR-023': 'not-live',
  'MM-WIR-024': 'not-live',
  'MM-WIR-025': 'changed',
  'MM-WIR-026': 'cannot-tell',
  'MM-WIR-027': 'cannot-tell',
};

function read(text) {
  if (text.startsWith(STORED.prefix)) return { stored: readStored(text), live: null };
  if (!text.startsWith(LIVE.prefix)) notThis('MM1: / MM2:');
  const live = readLive(text);
  return { stored: live.stored, live };
}

// The issuer's key, if it signed the code and counts. Of an issuer by SM2 nothing can be said here.
async function issued({ credential, kid, algorithm, signed }, keys, policy, verdict) {
  const key = keys.get(kid);
  verdict.unsaid = key.algorithm === SM2 && algorithm === SM2;
  await signedBy(key, algorithm, signed, 'mingma/credential/v1');
  counts(key, credential.issuer, credential.issuedAt, credential.demo);
  return credential.demo && !policy.demo ? demoRefused(credential.issuer) : key;
}

const answered = (live, challenge) =>
  challenge !== null && live !== null && live.answer !== null && equal(live.answer, challenge);

function clocks(live, at, asOf, challenge, policy) {
  if (asOf - at > policy.drift) ahead(`${asOf - at} s`);
  if (!live) return;
  const off = live.at - at;
  const far = answered(live, challenge) ? Math.abs(off) > policy.driftAnswered : off > policy.drift;
  if (far) ahead(`${off} s`);
}

function liveNow(live, at, challenge, policy) {
  if (!live) storedAlone('no device signed');
  if (challenge !== null && !answered(live, challenge)) wrongChallenge('not answered');
  if (challenge === null && at - live.at > policy.liveWithin) signedAgo(`${at - live.at} s`);
}

async function judge(text, { keys, lists, at, challenge, policy }, verdict) {
  const { stored, live } = read(text);
  const { credential } = stored;
  const key = await issued(stored, keys, policy, verdict);
  if (live) await liveSigned(live);
  verdict.credential = credential;
  const known = lists.of(credential.issuer, credential.status);
  const list = known && known.demo === key.demo ? known : null;
  const asOf = Math.max(credential.issuedAt, list?.issuedAt ?? 0);
  verdict.asOf = asOf;
  clocks(live, at, asOf, challenge, policy);
  if (at >= credential.expires) expired('its time is over');
  liveNow(live, at, challenge, policy);
  verdict.live = true;
  const bit = list ? bitOf(list, credential.status.index) : false;
  if (bit === null) beyondList(`${credential.status.index}`);
  if (bit) changed('a newer one stands in its place');
  if (policy.asOfWithin !== null && at - asOf > policy.asOfWithin) tooOld(`${at - asOf} s`);
  return colourAt(credential, Math.max(at, credential.issuedAt));
}

// {answer, at, asOf, why, credential, live}; never throws, whatever the text is.
export async function verify(text, { keys, lists, at, challenge = null, policy = {} }) {
  const verdict = { answer: 'forged', at, asOf: null, why: null, credential: null, live: false };
  try {
    const asked = { keys, lists, at, challenge, policy: { ...POLICY, ...policy } };
    verdict.answer = await judge(text, asked, verdict);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    verdict.why = error.code;
    verdict.answer = WORTH[error.code] ?? (verdict.unsaid && error.code === 'MM-WIR-010' ? 'cannot-tell' : 'forged');
  }
  delete verdict.unsaid;
  return verdict;
}
