// vectors/acts.json, read by this program alone.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as acts from './lib/acts.mjs';
import { base32, hex, leafHash, ledTo, number32, root, seal, sha256, tagged, vectors } from './lib/bytes.mjs';
import { write } from './lib/cbor.mjs';

const file = vectors('acts');
const text = (bytes) => bytes.toString('hex');

// A body as the file tells it.
function told(value) {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex') };
  if (Array.isArray(value)) return value.map(told);
  if (value instanceof Map) return { map: toldMap(value) };
  return typeof value === 'bigint' ? Number(value) : value;
}
const toldMap = (map) => Object.fromEntries([...map].map(([word, value]) => [word, told(value)]));
const membersTold = (members) => members && { count: members.count, root: text(members.root) };

// A refusal, and not a fault of this program.
function refused(reads) {
  const faults = [TypeError, RangeError, ReferenceError];
  assert.throws(reads, (error) => !faults.some((fault) => error instanceof fault) || error);
}

function each(section, least, check) {
  assert.ok(file[section].length >= least, `${section} has ${file[section].length} examples`);
  for (const [at, example] of file[section].entries()) {
    try {
      check(example);
    } catch (error) {
      error.message = `${section} ${at} ${example.why ?? ''}: ${error.message}`;
      throw error;
    }
  }
}

test('the list of classes is that of the page', () => {
  assert.deepEqual([...acts.CLASSES.values()], file.classes);
});

test('an act of every class is read, written again and hashed', () => {
  assert.deepEqual(file.act.map((example) => example.class), file.classes.map((row) => row.number));
  each('act', 25, (example) => {
    const act = acts.act(hex(example.bytes));
    assert.equal(act.class.number, example.class);
    assert.equal(text(act.id), example.id);
    assert.equal(base32(act.id), example.id_text);
    assert.equal(act.actor, example.actor);
    assert.equal(act.composedAt, example.composed_at);
    assert.deepEqual(toldMap(act.body), example.body);
    assert.deepEqual(membersTold(act.members), example.members);
    assert.deepEqual(act.cites.map(text), example.cites);
    assert.equal(text(act.digest), example.digest);
  });
});

test('approvals hold by the keys that they name', () => {
  each('approval', 5, (example) => {
    const read = acts.approvals(hex(example.bytes));
    assert.equal(read.length, example.approvals.length);
    read.forEach((approval, at) => {
      const { algorithm, key, signature, public: public_ } = example.approvals[at];
      assert.deepEqual([approval.algorithm, text(approval.key), text(approval.signature)], [algorithm, key, signature]);
      assert.ok(acts.approves(approval, hex(public_), hex(example.digest)));
    });
  });
});

test('what is not signed is refused', () => {
  each('not_signed', 11, ({ digest, public: public_, approvals }) => {
    assert.equal(acts.approves(acts.approvals(hex(approvals))[0], hex(public_), hex(digest)), false);
  });
});

test('members commit, and their roots and paths hold', () => {
  each('member', 5, (example) => {
    const read = acts.member(hex(example.bytes));
    assert.deepEqual([text(read.salt), text(read.resident)], [example.salt, example.resident]);
    assert.deepEqual(toldMap(read.item), example.item);
    assert.equal(text(acts.commitment(hex(example.bytes))), example.commitment);
    assert.ok(write(new Map([[2, read.item], [1, read.resident], [0, read.salt]])).equals(hex(example.bytes)));
  });
  each('root', 5, ({ commitments, root: expected, paths }) => {
    assert.deepEqual(commitments, file.member.slice(0, commitments.length).map((member) => member.commitment));
    const leaves = commitments.map((one) => leafHash(hex(one)));
    assert.equal(text(root(leaves)), expected);
    paths.forEach((path, at) => assert.equal(text(ledTo(leaves[at], at, leaves.length, path.map(hex))), expected));
  });
});

test('a member opens at its own place alone', () => {
  each('sealed', 3, ({ key, act, index, nonce, member, sealed }) => {
    assert.equal(text(acts.opened(hex(key), hex(act), index, hex(sealed))), member);
    const beside = tagged('mingma/member/v1', Buffer.concat([hex(act), number32(index)]));
    assert.equal(text(seal(hex(key), hex(nonce), beside, hex(member))), sealed);
  });
  each('not_opened', 5, ({ key, act, index, sealed }) => {
    refused(() => acts.opened(hex(key), hex(act), index, hex(sealed)));
  });
});

test('a chunk of a block keeps the root without any key', () => {
  each('chunk', 2, ({ bytes, members, root: expected }) => {
    const read = acts.chunk(hex(bytes));
    const rows = read.map((row) => ({ resident: row.resident, commitment: text(row.commitment), sealed: text(row.sealed) }));
    assert.deepEqual(rows, members);
    assert.equal(text(root(read.map((row) => leafHash(row.commitment)))), expected);
  });
});

test('records make their leaves', () => {
  const seen = new Set();
  each('record', 6, (example) => {
    const read = acts.record(hex(example.bytes));
    assert.deepEqual([read.seq, read.sealedAt], [example.seq, example.sealed_at]);
    assert.deepEqual([read.act.class.number, text(read.act.digest)], [example.class, example.act_digest]);
    assert.equal(read.approvals.length, example.approvals);
    assert.deepEqual(membersTold(read.added), example.added);
    assert.equal(text(read.digest), example.digest);
    assert.equal(text(acts.leafOf(read, hex(example.salt))), example.leaf);
    const leaf = acts.leaf(hex(example.leaf));
    assert.equal(text(leaf.commitment), example.commitment);
    assert.equal(leaf.hour, Math.floor(example.sealed_at / 3600));
    if (leaf.public) assert.ok([read.raw, sha256(read.raw)].some((bytes) => bytes.equals(leaf.public)));
    seen.add(leaf.public ? (leaf.public.length === 32 ? 'long' : 'public') : 'hidden');
  });
  assert.deepEqual([...seen].sort(), ['hidden', 'long', 'public']);
});

test('receipts prove act and member by the key of the log', () => {
  each('receipt', 9, (example) => {
    const read = acts.receipt(hex(example.bytes));
    const { record, note, member, added } = acts.proved(read, example.verifier);
    assert.deepEqual([record.seq, text(record.act.digest)], [example.seq, example.act_digest]);
    assert.deepEqual([note.size, text(note.root), read.path.length], [example.size, example.root, example.path]);
    record.approvals.forEach((approval, at) => {
      assert.ok(acts.approves(approval, hex(example.keys[at]), record.act.digest));
    });
    assert.equal(member === null, example.member === null);
    if (example.member) assert.deepEqual([read.member.index, text(read.member.plain)], [example.member.index, example.member.bytes]);
    assert.equal(added.length, example.added.length);
    example.added.forEach(({ index, bytes }, nth) => {
      assert.deepEqual([read.added[nth].index, text(read.added[nth].plain)], [index, bytes]);
    });
  });
});

test('receipts that prove nothing are refused', () => {
  each('not_proved', 26, ({ bytes, verifier }) => {
    const read = acts.receipt(hex(bytes));
    refused(() => acts.proved(read, verifier));
  });
});

const READERS = {
  act: acts.act,
  approvals: acts.approvals,
  body: acts.itemOf,
  member: acts.member,
  chunk: acts.chunk,
  record: acts.record,
  leaf: acts.leaf,
  receipt: acts.receipt,
};

test('bytes that are in no form or not in the one encoding are refused', () => {
  assert.deepEqual(new Set(file.refused.map(({ what }) => what)), new Set(Object.keys(READERS)));
  each('refused', 90, ({ what, bytes }) => refused(() => READERS[what](hex(bytes))));
});
