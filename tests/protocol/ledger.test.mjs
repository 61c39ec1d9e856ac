// vectors/ledger.json: leaves, tiles, bundles, checkpoints, proofs.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bothRoots, hex, leafHash, ledTo, root, vectors } from './lib/bytes.mjs';
import { checkpoint, verifierKey } from './lib/note.mjs';

const file = vectors('ledger');
const leaves = file.entries.map((entry) => leafHash(hex(entry)));
const rootOf = (size) => root(leaves.slice(0, size));

test('leaves are hashed as RFC 6962 says', () => {
  assert.deepEqual(leaves.map((leaf) => leaf.toString('hex')), file.leaves);
});

test('every checkpoint is signed over size and root', () => {
  assert.equal(verifierKey(file.verifier).name, file.origin);
  assert.ok(file.checkpoints.length >= 8);
  for (const { size, root: expected, note } of file.checkpoints) {
    const read = checkpoint(note, file.verifier);
    assert.deepEqual([read.origin, read.size, read.root.toString('hex')], [file.origin, size, expected]);
    assert.equal(rootOf(size).toString('hex'), expected);
    const other = note.replace(`\n${size}\n`, `\n${size + 1}\n`);
    assert.throws(() => checkpoint(other, file.verifier));
  }
});

test('a tile holds the hashes of its leaves, a bundle the leaves', () => {
  for (const { size, tile, bundle } of file.checkpoints.filter(({ size }) => size > 0)) {
    assert.equal(tile, Buffer.concat(leaves.slice(0, size)).toString('hex'));
    const framed = file.entries.slice(0, size).map((entry) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(entry.length / 2);
      return Buffer.concat([length, hex(entry)]);
    });
    assert.equal(bundle, Buffer.concat(framed).toString('hex'));
  }
});

test('tiles are named as the standard names them', () => {
  for (const { row, index, width, path } of file.names) {
    const groups = String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0').match(/.{3}/g);
    const name = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
    assert.equal(path, `tile/${row}/${name}${width < 256 ? `.p/${width}` : ''}`);
  }
});

test('inclusion proofs lead from each leaf to each root', () => {
  assert.ok(file.inclusion.length >= 36);
  for (const { index, size, proof } of file.inclusion) {
    assert.ok(ledTo(leaves[index], index, size, proof.map(hex)).equals(rootOf(size)));
    if (proof.length) assert.throws(() => ledTo(leaves[index], index, size, proof.slice(1).map(hex)));
  }
});

test('consistency proofs lead from the older root to both', () => {
  assert.ok(file.consistency.length >= 36);
  for (const { from, to, proof } of file.consistency) {
    const [was, is] = bothRoots(rootOf(from), from, to, proof.map(hex));
    assert.ok(was.equals(rootOf(from)));
    if (from > 0) assert.ok(is.equals(rootOf(to)));
  }
});
