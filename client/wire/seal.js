// Hashes, tags and keys of docs/protocol.md §1, by WebCrypto.

import { base32, big, concat, equal, toHex, utf8 } from './bytes.js';
import { field } from './refusal.js';

const { subtle } = globalThis.crypto;
const NUL = Uint8Array.of(0);

const laid = (tag, parts) => concat(utf8(tag), NUL, ...parts.flatMap((part) => [big(part.length, 8), part]));
const sha256 = async (bytes) => new Uint8Array(await subtle.digest('SHA-256', bytes));

export const hash = (tag, ...parts) => sha256(laid(tag, parts));

export const random = (size) => globalThis.crypto.getRandomValues(new Uint8Array(size));

export async function mac(key, tag, ...parts) {
  const known = await subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await subtle.sign('HMAC', known, laid(tag, parts)));
}

// RFC 6962 §2.1.
export const leafHash = (data) => sha256(concat(NUL, data));
export async function treeRoot(leaves) {
  if (leaves.length < 2) return leaves[0] ?? sha256(new Uint8Array(0));
  const split = 2 ** Math.floor(Math.log2(leaves.length - 1));
  const sides = await Promise.all([treeRoot(leaves.slice(0, split)), treeRoot(leaves.slice(split))]);
  return sha256(concat(Uint8Array.of(1), ...sides));
}

export const EDDSA = 1;
export const ES256 = 2;
export const SM2 = 3;
const NAMES = { [EDDSA]: 'ed25519', [ES256]: 'p256', [SM2]: 'sm2' };

export const keyId = async (algorithm, bytes) =>
  (await hash('mingma/key/v1', Uint8Array.of(algorithm), bytes)).slice(0, 16);
export const keyIdText = (id) => `k-${base32.write(id)}`;
export const keyText = ({ algorithm, bytes }) => `${NAMES[algorithm]}-${base32.write(bytes)}`;

// `ed25519-…`, `p256-…` or `sm2-…`: none if it is none.
export function readKey(text) {
  const [, name, letters] = /^(ed25519|p256|sm2)-([a-z2-7]+)$/.exec(text) ?? [];
  const algorithm = Number(Object.keys(NAMES).find((number) => NAMES[number] === name));
  if (!name) return null;
  try {
    const bytes = base32.read(letters);
    return usable(algorithm, bytes) ? { algorithm, bytes } : null;
  } catch {
    return null;
  }
}

// y of the points of edwards25519 whose order divides 8.
const P = 2n ** 255n - 19n;
const SMALL = [
  0n,
  1n,
  P - 1n,
  0xfc536d880238b13933c6d305acdff0d5f098eff289f4c345b027b2c28f95e826n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n,
].map((y) => y & (2n ** 255n - 1n));

const curve = (p, a, b) => ({ p, a, b });
const P256 = curve(
  0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
  -3n,
  0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
);
const SM2P256 = curve(
  0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
  -3n,
  0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
);

function power(base, exponent, modulus) {
  let [result, square] = [1n, base % modulus];
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

const number = (bytes) => BigInt(`0x${toHex(bytes)}`);

// A compressed point (SEC 1 §2.3.4) with both coordinates; none if it is not on the curve.
function point(bytes, { p, a, b }) {
  if (bytes.length !== 33 || (bytes[0] !== 2 && bytes[0] !== 3)) return null;
  const x = number(bytes.subarray(1));
  const square = (((x * x + a) * x + b) % p + p) % p;
  const root = power(square, (p + 1n) / 4n, p);
  if (x >= p || (root * root) % p !== square) return null;
  const y = (root & 1n) === BigInt(bytes[0] & 1) ? root : p - root;
  return concat(Uint8Array.of(4), bytes.subarray(1), big(y, 32));
}

export const compressed = (point_) => concat(Uint8Array.of(2 | (point_[64] & 1)), point_.subarray(1, 33));

function usable(algorithm, bytes) {
  if (algorithm === ES256) return point(bytes, P256) !== null;
  if (algorithm === SM2) return point(bytes, SM2P256) !== null;
  if (bytes.length !== 32) return false;
  const y = number(Uint8Array.from(bytes).reverse()) & (2n ** 255n - 1n);
  return y < P && !SMALL.includes(y);
}

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

// Whether this key signed the message. SM2 no browser knows: the caller asks before.
export async function signed({ algorithm, bytes }, message, signature) {
  if (!usable(algorithm, bytes) || algorithm === SM2) return false;
  try {
    const how = algorithm === EDDSA ? { name: 'Ed25519' } : ECDSA;
    const raw = algorithm === EDDSA ? bytes : point(bytes, P256);
    const key = await subtle.importKey('raw', raw, how, false, ['verify']);
    return await subtle.verify(how, key, signature, message);
  } catch {
    return false;
  }
}

// A private key of WebCrypto, of P-256 or Ed25519, signs; r ‖ s or R ‖ S.
export async function sign(key, message) {
  const how = key.algorithm.name === 'ECDSA' ? ECDSA : { name: 'Ed25519' };
  return new Uint8Array(await subtle.sign(how, key, message));
}

// A device's new key: not extractable, its public half as it stands in a credential.
export async function newDeviceKey(extractable = false) {
  const pair = await subtle.generateKey(ECDSA, extractable, ['sign', 'verify']);
  return { key: pair.privateKey, public: compressed(new Uint8Array(await subtle.exportKey('raw', pair.publicKey))) };
}

// Compares a tag that was cut to its first bytes, in one time whatever it is.
export function tagHolds(whole, tag) {
  if (tag.length < 8 || tag.length > whole.length) return false;
  return tag.reduce((off, byte, at) => off | (byte ^ whole[at]), 0) === 0;
}

export const onP256 = (bytes) => (usable(ES256, bytes) ? bytes : field('device'));
export const sameKey = (one, other) => one.algorithm === other.algorithm && equal(one.bytes, other.bytes);
