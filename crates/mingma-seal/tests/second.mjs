// A second program for the vectors of the seal: nothing but Node's own cryptography and the
// words of the formats. `node second.mjs vectors/seal.json` prints how many examples of each
// section it made again, and fails at the first that comes out differently.

import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv, createHash, createHmac, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

const file = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const hex = (text) => Buffer.from(text, 'hex');
const NUL = Buffer.from([0]);
const nothing = Buffer.alloc(0);

const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
const hmac = (key, ...parts) => createHmac('sha256', key).update(Buffer.concat(parts)).digest();
const tagged = (domain, bytes) => Buffer.concat([Buffer.from(domain), NUL, bytes]);
const length = (bytes) => {
  const out = Buffer.alloc(8);
  out.writeBigUInt64BE(BigInt(bytes.length));
  return out;
};
const laid = (domain, parts) => tagged(domain, Buffer.concat(parts.flatMap((part) => [length(part), part])));

function base32(bytes) {
  let [out, held, bits] = ['', 0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) out += 'abcdefghijklmnopqrstuvwxyz234567'[(held >> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return bits ? out + 'abcdefghijklmnopqrstuvwxyz234567'[(held << (5 - bits)) & 31] : out;
}

// Keys as DER: the fixed head of SubjectPublicKeyInfo or PKCS#8, then the bytes.
const HEADS = { 1: hex('302a300506032b6570032100'), 2: hex('3039301306072a8648ce3d020106082a8648ce3d030107032200') };
const publicKey = (algorithm, bytes) =>
  createPublicKey({ key: Buffer.concat([HEADS[algorithm], bytes]), format: 'der', type: 'spki' });
const keyOf = (text) => {
  const key = file.key.find((known) => known.text === text);
  return publicKey(key.algorithm, hex(key.bytes));
};

function seal(key, nonce, aad, plain) {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(aad);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}
function open(key, aad, sealed) {
  const cipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12)).setAAD(aad);
  cipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([cipher.update(sealed.subarray(12, -16)), cipher.final()]);
}
const masterOf = (line) => Buffer.from(line.match(/^mingma-master-v1 (\S{44})\n$/)[1], 'base64');

// RFC 6962 §2.1, by recursion; RFC 9162 §2.1.3.2 for paths.
const leafHash = (leaf) => sha256(NUL, leaf);
const nodeHash = (left, right) => sha256(Buffer.from([1]), left, right);
function root(leaves) {
  if (leaves.length < 2) return leaves[0] ?? sha256(nothing);
  const split = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return nodeHash(root(leaves.slice(0, split)), root(leaves.slice(split)));
}
function ledTo(leaf, index, size, path) {
  let [at, last, here] = [index, size - 1, leaf];
  for (const step of path) {
    assert.notEqual(last, 0);
    if (at % 2 === 1 || at === last) {
      here = nodeHash(step, here);
      while (at % 2 === 0 && at !== 0) [at, last] = [at >> 1, last >> 1];
    } else here = nodeHash(here, step);
    [at, last] = [at >> 1, last >> 1];
  }
  assert.equal(last, 0);
  return here;
}

// y of the points whose order divides 8, and 2^255 - 19.
const P = (1n << 255n) - 19n;
const SMALL = ['00', '01', P - 1n, 'fc536d880238b13933c6d305acdff0d5f098eff289f4c345b027b2c28f95e826', '7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7']
  .map((y) => (typeof y === 'bigint' ? y : BigInt(`0x${y}`)));
function usable(algorithm, bytes) {
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

const checks = {
  hash: ({ domain, parts, digest }) => assert.equal(sha256(laid(domain, parts.map(hex))).toString('hex'), digest),
  tree({ leaves, root: expected, paths }) {
    const hashed = leaves.map((leaf) => leafHash(hex(leaf)));
    assert.equal(root(hashed).toString('hex'), expected);
    assert.equal(paths.length, leaves.length);
    paths.forEach((path, at) => assert.equal(ledTo(hashed[at], at, leaves.length, path.map(hex)).toString('hex'), expected));
  },
  key({ text, algorithm, bytes, id, id_text }) {
    assert.ok(usable(algorithm, hex(bytes)));
    assert.equal(text, `${{ 1: 'ed25519', 2: 'p256' }[algorithm]}-${base32(hex(bytes))}`);
    assert.equal(sha256(laid('mingma/key/v1', [Buffer.from([algorithm]), hex(bytes)])).subarray(0, 16).toString('hex'), id);
    assert.equal(id_text, `k-${base32(hex(id))}`);
  },
  ed25519({ seed, pem, key, domain, message, signature }) {
    const signer = createPrivateKey(pem);
    assert.equal(Buffer.from(signer.export({ format: 'jwk' }).d, 'base64url').toString('hex'), seed);
    assert.equal(sign(null, tagged(domain, hex(message)), signer).toString('hex'), signature);
    assert.ok(verify(null, tagged(domain, hex(message)), keyOf(key), hex(signature)));
    assert.ok(!verify(null, tagged(`${domain}1`, hex(message)), keyOf(key), hex(signature)));
  },
  es256({ pem, key, domain, message, signature }) {
    const point = createPublicKey(pem).export({ format: 'der', type: 'spki' }).subarray(-64);
    assert.ok(Buffer.from(pem.replace(/-----[^-]*-----|\s/g, ''), 'base64').includes(point), 'both halves');
    assert.ok(createPublicKey(pem).equals(keyOf(key)));
    const how = { key: keyOf(key), dsaEncoding: 'ieee-p1363' };
    assert.ok(verify('sha256', tagged(domain, hex(message)), how, hex(signature)));
    assert.ok(!verify('sha256', hex(message), how, hex(signature)));
  },
  sealed({ key, domain, aad, nonce, plain, sealed }) {
    const beside = tagged(domain, hex(aad));
    assert.equal(seal(hex(key), hex(nonce), beside, hex(plain)).toString('hex'), sealed);
    assert.equal(open(hex(key), beside, hex(sealed)).toString('hex'), plain);
  },
  derived({ key, domain, aad, plain, sealed }) {
    const nonces = hmac(hex(key), tagged('mingma/nonce/v1', nothing));
    const nonce = hmac(nonces, laid(domain, [hex(aad), hex(plain)])).subarray(0, 12);
    assert.equal(seal(hex(key), nonce, tagged(domain, hex(aad)), hex(plain)).toString('hex'), sealed);
  },
  wrapped({ master, resident, key, nonce, wrapped }) {
    const wrap = hmac(masterOf(master), tagged('mingma/wrap/v1', nothing));
    const whose = Buffer.alloc(4);
    whose.writeUInt32BE(resident);
    assert.equal(seal(wrap, hex(nonce), tagged('mingma/wrap/v1', whose), hex(key)).toString('hex'), wrapped);
  },
  index({ master, parts, tag }) {
    const key = hmac(masterOf(master), tagged('mingma/index/v1', nothing));
    assert.equal(hmac(key, laid('mingma/document/v1', parts.map(hex))).toString('hex'), tag);
  },
};

const counts = {};
for (const [section, check] of Object.entries(checks)) {
  file[section].forEach((example, at) => {
    try {
      check(example);
    } catch (error) {
      error.message = `${section} ${at}: ${error.message}`;
      throw error;
    }
  });
  counts[section] = file[section].length;
}
assert.deepEqual(new Set(file.hash.map(({ domain }) => domain)), new Set(file.domains));
for (const { algorithm, bytes } of file.refused.keys) assert.ok(!usable(algorithm, hex(bytes)), bytes);
for (const { key, domain, aad, sealed } of file.refused.sealed) {
  assert.throws(() => open(hex(key), tagged(domain, hex(aad)), hex(sealed)));
}
counts.refused = file.refused.keys.length + file.refused.sealed.length;
console.log(JSON.stringify(counts));
