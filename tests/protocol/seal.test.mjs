// vectors/seal.json: every hash, key, signature and sealing of docs/protocol.md §1, made again.

import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { test } from 'node:test';

import {
  base32, hash, hex, hmac, keyId, laid, leafHash, ledTo, nothing, number32, open, page, publicKey, root, seal, signed,
  tagged, usable, vectors,
} from './lib/bytes.mjs';

const file = vectors('seal');
const text = (bytes) => bytes.toString('hex');
const keyOf = (name) => file.key.find((known) => known.text === name);
const masterOf = (line) => Buffer.from(line.match(/^mingma-master-v1 (\S{44})\n$/)[1], 'base64');
const derived = (from, tag) => hmac(from, tagged(tag, nothing));

const checks = {
  hash: ({ domain, parts, digest }) => assert.equal(text(hash(domain, ...parts.map(hex))), digest),
  tree({ leaves, root: expected, paths }) {
    const hashed = leaves.map((leaf) => leafHash(hex(leaf)));
    assert.equal(text(root(hashed)), expected);
    assert.equal(paths.length, leaves.length);
    paths.forEach((path, at) => assert.equal(text(ledTo(hashed[at], at, leaves.length, path.map(hex))), expected));
  },
  key({ text: told, algorithm, bytes, id, id_text }) {
    assert.ok(usable(algorithm, hex(bytes)));
    assert.equal(told, `${{ 1: 'ed25519', 2: 'p256' }[algorithm]}-${base32(hex(bytes))}`);
    assert.equal(text(keyId(algorithm, hex(bytes))), id);
    assert.equal(id_text, `k-${base32(hex(id))}`);
  },
  ed25519({ seed, pkcs8, key, domain, message, signature }) {
    const signer = createPrivateKey({ key: hex(pkcs8), format: 'der', type: 'pkcs8' });
    assert.equal(text(Buffer.from(signer.export({ format: 'jwk' }).d, 'base64url')), seed);
    assert.equal(text(sign(null, tagged(domain, hex(message)), signer)), signature);
    const bytes = hex(keyOf(key).bytes);
    assert.ok(signed(1, bytes, tagged(domain, hex(message)), hex(signature)));
    assert.ok(!signed(1, bytes, tagged(`${domain}1`, hex(message)), hex(signature)));
  },
  es256({ pkcs8, key, domain, message, signature }) {
    const public_ = createPublicKey(createPrivateKey({ key: hex(pkcs8), format: 'der', type: 'pkcs8' }));
    const point = public_.export({ format: 'der', type: 'spki' }).subarray(-64);
    assert.ok(hex(pkcs8).includes(point), 'both halves');
    const bytes = hex(keyOf(key).bytes);
    assert.ok(public_.equals(publicKey(2, bytes)));
    assert.ok(signed(2, bytes, tagged(domain, hex(message)), hex(signature)));
    assert.ok(!signed(2, bytes, hex(message), hex(signature)));
  },
  sealed({ key, domain, aad, nonce, plain, sealed }) {
    const beside = tagged(domain, hex(aad));
    assert.equal(text(seal(hex(key), hex(nonce), beside, hex(plain))), sealed);
    assert.equal(text(open(hex(key), beside, hex(sealed))), plain);
  },
  derived({ key, domain, aad, plain, sealed }) {
    const nonce = hmac(derived(hex(key), 'mingma/nonce/v1'), laid(domain, [hex(aad), hex(plain)])).subarray(0, 12);
    assert.equal(text(seal(hex(key), nonce, tagged(domain, hex(aad)), hex(plain))), sealed);
  },
  wrapped({ master, resident, key, nonce, wrapped }) {
    const wrap = derived(masterOf(master), 'mingma/wrap/v1');
    const beside = tagged('mingma/wrap/v1', number32(resident));
    assert.equal(text(seal(wrap, hex(nonce), beside, hex(key))), wrapped);
  },
  index({ master, parts, tag }) {
    const key = derived(masterOf(master), 'mingma/index/v1');
    assert.equal(text(hmac(key, laid('mingma/document/v1', parts.map(hex)))), tag);
  },
};

test('every section of the file has its check', () => {
  assert.deepEqual(new Set(Object.keys(file)), new Set([...Object.keys(checks), 'domains', 'refused']));
});

for (const [section, check] of Object.entries(checks)) {
  test(`${section}: every example comes out the same`, () => {
    assert.ok(file[section].length > 1);
    file[section].forEach(check);
  });
}

test('the tags are those of the page, and each is tried', () => {
  const rows = [...page().matchAll(/^\| [^|]+ \| `(mingma\/\w+\/v1)` \|/gm)].map(([, tag]) => tag);
  assert.deepEqual(rows, file.domains);
  assert.deepEqual(new Set(file.hash.map(({ domain }) => domain)), new Set(file.domains));
});

test('weak keys and changed bytes are refused', () => {
  assert.ok(file.refused.keys.length > 1 && file.refused.sealed.length > 0);
  for (const { algorithm, bytes } of file.refused.keys) assert.ok(!usable(algorithm, hex(bytes)), bytes);
  for (const { key, domain, aad, sealed } of file.refused.sealed) {
    assert.throws(() => open(hex(key), tagged(domain, hex(aad)), hex(sealed)));
  }
});
