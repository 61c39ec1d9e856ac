// Hashes, keys, sealing, trees: docs/protocol.md §1, by Node's own cryptography.

import { createCipheriv, createDecipheriv, createHash, createHmac, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

export const vectors = (name) =>
  JSON.parse(readFileSync(new URL(`../../../vectors/${name}.json`, import.meta.url), 'utf8'));
export const page = () => readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8');
export const hex = (text) => Buffer.from(text, 'hex');
export const nothing = Buffer.alloc(0);
const NUL = Buffer.from([0]);

export const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
export const hmac = (key, ...parts) => createHmac('sha256', key).update(Buffer.concat(parts)).digest();
export const tagged = (tag, bytes) => Buffer.concat([Buffer.from(tag), NUL, bytes]);

const length = (bytes) => {
  const out = Buffer.alloc(8);
  out.writeBigUInt64BE(BigInt(bytes.length));
  return out;
};
export const laid = (tag, parts) => tagged(tag, Buffer.concat(parts.flatMap((part) => [length(part), part])));
export const hash = (tag, ...parts) => sha256(laid(tag, parts));

export const number32 = (n) => {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(n);
  return out;
};

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';
export function base32(bytes) {
  let [out, held, bits] = ['', 0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) out += LETTERS[(held >> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return bits ? out + LETTERS[(held << (5 - bits)) & 31] : out;
}

// Keys as DER: the fixed head of SubjectPublicKeyInfo, then the bytes.
const HEADS = { 1: hex('302a300506032b6570032100'), 2: hex('3039301306072a8648ce3d020106082a8648ce3d030107032200') };
export const publicKey = (algorithm, bytes) =>
  createPublicKey({ key: Buffer.concat([HEADS[algorithm], bytes]), format: 'der', type: 'spki' });
export const keyId = (algorithm, bytes) => hash('mingma/key/v1', Buffer.from([algorithm]), bytes).subarray(0, 16);

// Bytes that a key never signed are no error: they are no signature.
export function signed(algorithm, bytes, message, signature) {
  const key = publicKey(algorithm, bytes);
  try {
    if (algorithm === 1) return verify(null, message, key, signature);
    return signature.length === 64 && verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    return false;
  }
}

// y of the points whose order divides 8, and 2^255 - 19.
const P = (1n << 255n) - 19n;
const SMALL = [
  0n,
  1n,
  P - 1n,
  0xfc536d880238b13933c6d305acdff0d5f098eff289f4c345b027b2c28f95e826n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n,
];
// Whether these bytes are a key that may be registered.
export function usable(algorithm, bytes) {
  if (algorithm === 1) {
    const y = BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`) & ((1n << 255n) - 1n);
    if (y >= P || SMALL.includes(y)) return false;
  }
  try {
    return Boolean(publicKey(algorithm, bytes));
  } catch {
    return false;
  }
}

export function seal(key, nonce, beside, plain) {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(beside);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}
export function open(key, beside, sealed) {
  if (sealed.length < 28) throw new Error('shorter than nonce and tag');
  const cipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12)).setAAD(beside);
  cipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([cipher.update(sealed.subarray(12, -16)), cipher.final()]);
}

// RFC 6962 §2.1, by recursion; RFC 9162 §2.1.3.2 and §2.1.4.2 for proofs.
export const leafHash = (leaf) => sha256(NUL, leaf);
export const nodeHash = (left, right) => sha256(Buffer.from([1]), left, right);
export function root(leaves) {
  if (leaves.length < 2) return leaves[0] ?? sha256(nothing);
  const split = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return nodeHash(root(leaves.slice(0, split)), root(leaves.slice(split)));
}
export function ledTo(leaf, index, size, path) {
  if (index >= size) throw new Error('no such leaf');
  let [at, last, here] = [index, size - 1, leaf];
  for (const step of path) {
    if (last === 0) throw new Error('the path is too long');
    if (at % 2 === 1 || at === last) {
      here = nodeHash(step, here);
      while (at % 2 === 0 && at !== 0) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
    } else here = nodeHash(here, step);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  if (last !== 0) throw new Error('the path is too short');
  return here;
}
// Both roots that a consistency proof leads to, from the older root on.
export function bothRoots(older, from, to, proof) {
  if (from === 0 || from === to) {
    if (proof.length) throw new Error('nothing is to be proved');
    return [older, from === to ? older : undefined];
  }
  // A power of two is a node of the newer tree, and its root is not told.
  const steps = (from & (from - 1)) === 0 ? [older, ...proof] : proof;
  let [at, last] = [from - 1, to - 1];
  while (at % 2 === 1) [at, last] = [at >> 1, last >> 1];
  let [was, is] = [steps[0], steps[0]];
  for (const step of steps.slice(1)) {
    if (last === 0) throw new Error('the proof is too long');
    if (at % 2 === 1 || at === last) {
      [was, is] = [nodeHash(step, was), nodeHash(step, is)];
      while (at % 2 === 0 && at !== 0) [at, last] = [at >> 1, last >> 1];
    } else is = nodeHash(is, step);
    [at, last] = [at >> 1, last >> 1];
  }
  if (last !== 0) throw new Error('the proof is too short');
  return [was, is];
}
