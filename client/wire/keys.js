// The keys that a verifier trusts, and the file that holds them.

import { base32 } from './bytes.js';
import { isIssuer } from './fields.js';
import {
  algorithm as refuseAlgorithm, badSignature, demoMismatch, keyFile, keyNotInForce, revokedKey, tooLong, unknownKey,
  wrongAlgorithm, wrongIssuer,
} from './refusal.js';
import { EDDSA, keyId, keyIdText, readKey, signed as verified, SM2 } from './seal.js';

const FILE = 2 ** 20;
const ROWS = 4096;
const WORDS = { [EDDSA]: 'EdDSA', [SM2]: 'SM2' };
const TIME = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(Z|[+-]\d{2}:\d{2})$/;

function seconds(text) {
  const [, year, month, day, hour, minute, second, offset] = TIME.exec(text) ?? [];
  const at = year === undefined ? Number.NaN : Date.parse(text);
  // A day that a month has not would be read as one of the next month.
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const fits = day >= 1 && day <= days && hour < 24 && minute < 60 && second < 60 && offset !== undefined;
  return fits && Number.isFinite(at) ? at / 1000 : null;
}

const FIELDS = ['kid', 'issuer', 'alg', 'key', 'from', 'until', 'demo', 'revoked'];

function fromJson(text) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    keyFile('JSON');
  }
  if (!Array.isArray(file?.keys) || Object.keys(file).length !== 1) keyFile('JSON');
  const text_ = (value) => typeof value === 'string';
  const optional = (value) => value === undefined || value === null || text_(value);
  return file.keys.map((row) => {
    const known = row && typeof row === 'object' && Object.keys(row).every((name) => FIELDS.includes(name));
    const told = known && ['kid', 'issuer', 'alg', 'key', 'from'].every((name) => text_(row[name]));
    if (!told || !optional(row.until) || !optional(row.revoked)) keyFile('JSON');
    if (row.demo !== undefined && typeof row.demo !== 'boolean') keyFile('JSON');
    return row;
  });
}

function fromLine(line) {
  const [kid, key, issuer, from, until, ...words] = line.split(/[ \t]+/);
  if (until === undefined) keyFile('words');
  const row = { kid, key, issuer, from, until: until === '-' ? null : until, demo: false, revoked: null };
  row.alg = key.startsWith('sm2-') ? 'SM2' : 'EdDSA';
  for (const word of words) {
    if (word === 'demo' && !row.demo) row.demo = true;
    else if (word.startsWith('revoked=') && row.revoked === null) row.revoked = word.slice('revoked='.length);
    else keyFile('words');
  }
  return row;
}

const fromLines = (text) =>
  text.split(/\r?\n/).map((line) => line.split('#')[0].trim()).filter((line) => line).map(fromLine);

async function keyOf(row) {
  const time = (text, what) => (text ? (seconds(text) ?? keyFile(what)) : null);
  const key = readKey(row.key) ?? keyFile('key');
  if (!isIssuer(row.issuer)) keyFile('issuer');
  if (WORDS[key.algorithm] === undefined || WORDS[key.algorithm] !== row.alg) keyFile('alg');
  const kid = await keyId(key.algorithm, key.bytes);
  if (keyIdText(kid) !== row.kid) keyFile('kid');
  const of = { ...key, kid, issuer: row.issuer, from: seconds(row.from) ?? keyFile('from') };
  of.until = time(row.until, 'until');
  of.revoked = time(row.revoked, 'revoked');
  of.demo = Boolean(row.demo);
  return of.until !== null && of.until <= of.from ? keyFile('until') : of;
}

export class Keys {
  #rows = new Map();

  add(key) {
    const name = keyIdText(key.kid);
    if (this.#rows.has(name)) keyFile('kid');
    this.#rows.set(name, key);
    return this;
  }

  get(kid) {
    return this.#rows.get(keyIdText(kid)) ?? unknownKey(keyIdText(kid));
  }

  get all() {
    return [...this.#rows.values()];
  }

  // JSON if it begins with a brace, lines otherwise.
  static async read(text) {
    if (new TextEncoder().encode(text).length > FILE) tooLong(`more than ${FILE} bytes`);
    const rows = text.trimStart().startsWith('{') ? fromJson(text) : fromLines(text);
    if (rows.length > ROWS) tooLong(`more than ${ROWS} keys`);
    const keys = new Keys();
    for (const row of rows) keys.add(await keyOf(row));
    return keys;
  }
}

// Whether the key signed it by its own algorithm. No browser knows SM2: such a code is asked
// of its register, and until then nothing is said of it.
export async function signedBy(key, algorithm, signed, purpose) {
  const name = `k-${base32.write(key.kid)}`;
  if (algorithm !== key.algorithm) wrongAlgorithm(name);
  if (algorithm === SM2) refuseAlgorithm('SM2');
  if (!(await verified(key, signed.message(purpose), signed.signature))) badSignature(name);
}

// Whether what it signed as of a time, as this issuer, of a demo or not, counts.
export function counts(key, issuer, at, demo) {
  if (key.revoked !== null) revokedKey(keyIdText(key.kid));
  if (issuer !== key.issuer) wrongIssuer(issuer);
  if (at < key.from || (key.until !== null && at >= key.until)) keyNotInForce(keyIdText(key.kid));
  if (demo !== key.demo) demoMismatch(issuer);
}
