// Acts, approvals, members, records, leaves, receipts: docs/protocol.md §2 to §7.

import { hash, keyId, leafHash, ledTo, number32, open, page, sha256, signed, tagged } from './bytes.mjs';
import { body, bytes, fields, list, read, refuse, text, unsigned, whole, write } from './cbor.mjs';
import { checkpoint } from './note.mjs';

// The list of classes, as the page gives it.
const ROW = /^\| (\d+) \| `(\w+)` \| (yes|no) \|/gm;
const row = ([, number, word, yes]) => ({ number: Number(number), public: yes === 'yes', word });
export const CLASSES = new Map([...page().matchAll(ROW)].map(row).map((one) => [one.number, one]));
const KIB = 1024;

const classOf = (value) => CLASSES.get(unsigned(value)) ?? refuse('the class is not in the list');
const membersOf = (value) => {
  const [count, root] = list(value, 2);
  return { count: whole(count, 1, 2 ** 20), root: bytes(root, 32) };
};

export function act(raw) {
  if (raw.length > KIB * KIB) refuse('over 1 MiB');
  const at = fields(read(raw), [0, 1, 2, 3, 4, 5], [6, 7]);
  if (at(0) !== 1) refuse('another version');
  const cites = at(7) === undefined ? [] : list(at(7)).map((one) => bytes(one, 32));
  if (at(7) !== undefined && !cites.length) refuse('rests on an empty list');
  return {
    class: classOf(at(1)),
    id: bytes(at(2), 16),
    actor: text(at(3)),
    composedAt: whole(at(4)),
    body: body(at(5)),
    members: at(6) === undefined ? null : membersOf(at(6)),
    cites,
    digest: hash('mingma/act/v1', raw),
  };
}

export const itemOf = (raw) => body(read(raw));

function approval(value) {
  const at = fields(value, [0, 1, 2], [3, 4]);
  if ((at(3) === undefined) !== (at(4) === undefined)) refuse('half an assertion');
  const assertion = at(3) === undefined ? null : [bytes(at(3)), bytes(at(4))];
  return { algorithm: whole(at(0), 1, 3), key: bytes(at(1), 16), signature: bytes(at(2)), assertion };
}
const approvalsOf = (value) => {
  if (list(value).length > 16) refuse('more than sixteen');
  return value.map(approval);
};
export const approvals = (raw) => approvalsOf(read(raw));

// Whether an approval is this key's (algorithm byte, then the key) over the digest of an act.
export function approves({ algorithm, key, signature, assertion }, key_, digest) {
  const [alg, public_] = [key_[0], key_.subarray(1)];
  if (assertion || algorithm !== alg || !keyId(alg, public_).equals(key)) return false;
  return signed(alg, public_, tagged('mingma/approval/v1', digest), signature);
}

export function member(raw) {
  const at = fields(read(raw), [0, 1, 2]);
  return { salt: bytes(at(0), 16), resident: bytes(at(1), 16), item: body(at(2)) };
}
export const commitment = (raw) => hash('mingma/member/v1', raw);
export function opened(key, actId, index, sealed) {
  const raw = open(key, tagged('mingma/member/v1', Buffer.concat([actId, number32(index)])), sealed);
  member(raw);
  return raw;
}

export function chunk(raw) {
  const rows = list(read(raw));
  if (rows.length > 1024) refuse('more than 1,024');
  return rows.map((row) => {
    const [resident, told, sealed] = list(row, 3);
    return { resident: unsigned(resident, 2 ** 32 - 1), commitment: bytes(told, 32), sealed: bytes(sealed) };
  });
}

export function record(raw) {
  const [version, seq, sealedAt, act_, signatures, added] = list(read(raw), 6);
  if (version !== 1) refuse('another version');
  return {
    seq: whole(seq, 1, 2n ** 64n - 1n),
    sealedAt: whole(sealedAt),
    raw: bytes(act_),
    act: act(bytes(act_)),
    approvals: approvalsOf(signatures),
    added: added === null ? null : membersOf(added),
    digest: hash('mingma/record/v1', raw),
  };
}

export function leaf(raw) {
  const [version, class_, hour, told, public_] = list(read(raw), 4, 5);
  if (version !== 1) refuse('another version');
  const found = { class: classOf(class_), hour: whole(hour), commitment: bytes(told, 32) };
  if (found.class.public !== (public_ !== undefined)) refuse('public acts, and they alone, stand in their leaf');
  if (public_ !== undefined) found.public = bytes(public_);
  if (found.public?.length > 32 * KIB) refuse('over 32 KiB');
  return found;
}

// The leaf that a record and its salt make.
export function leafOf(record_, salt) {
  const told = hash('mingma/leaf/v1', salt, record_.digest);
  const parts = [1, record_.act.class.number, Math.floor(record_.sealedAt / 3600), told];
  if (record_.act.class.public) parts.push(record_.raw.length > 32 * KIB ? sha256(record_.raw) : record_.raw);
  return write(parts);
}

export function receipt(raw) {
  const at = fields(read(raw), [0, 1, 2, 3, 4, 5], [6, 7]);
  if (at(0) !== 1) refuse('another version');
  const path = (value) => list(value).map((one) => bytes(one, 32));
  const ofMember = (value) => {
    const [index, count, plain, steps] = list(value, 4);
    const most = 2 ** 32 - 1;
    return { index: unsigned(index, most), count: unsigned(count, most), plain: bytes(plain), path: path(steps) };
  };
  if (at(7) !== undefined && !list(at(7)).length) refuse('an empty list of what was added');
  return {
    seq: unsigned(at(1)),
    salt: bytes(at(2), 16),
    record: bytes(at(3)),
    checkpoint: text(at(4)),
    path: path(at(5)),
    member: at(6) === undefined ? null : ofMember(at(6)),
    added: at(7) === undefined ? [] : at(7).map(ofMember),
  };
}

// Proves a receipt by the log's verifier key alone.
export function proved(told, verifier) {
  const note = checkpoint(told.checkpoint, verifier);
  const kept = record(told.record);
  if (kept.seq !== told.seq) refuse('another number');
  const here = ledTo(leafHash(leafOf(kept, told.salt)), kept.seq - 1, note.size, told.path);
  if (!here.equals(note.root)) refuse('the leaf is not under the root');
  const under = (members, { index, count, plain, path }) => {
    if (!members || members.count !== count) refuse('another count of members');
    if (!ledTo(leafHash(commitment(plain)), index, count, path).equals(members.root)) refuse('not under the root');
    return member(plain);
  };
  const signed_ = told.member && under(kept.act.members, told.member);
  const added = told.added.map((one) => under(kept.added, one));
  const whose = [...(signed_ ? [signed_] : []), ...added].map(({ resident }) => resident.toString('hex'));
  if (new Set(whose).size > 1) refuse('a receipt is one resident\'s');
  if (told.added.some(({ index }, at) => at && index <= told.added[at - 1].index)) refuse('out of order');
  return { record: kept, note, member: signed_, added };
}
