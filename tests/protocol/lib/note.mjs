// Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint): docs/protocol.md §6.

import { sha256, signed } from './bytes.mjs';
import { refuse } from './cbor.mjs';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const from64 = (text) => (BASE64.test(text) ? Buffer.from(text, 'base64') : refuse('no base64'));

// `name+hash+base64 of 0x01 and the Ed25519 key`.
export function verifierKey(text) {
  const [, name, told, code] = text.match(/^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/u) ?? refuse('no verifier key');
  const key = from64(code);
  const id = sha256(Buffer.from(`${name}\n`), key).subarray(0, 4);
  if (key[0] !== 1 || key.length !== 33 || id.toString('hex') !== told) refuse('no verifier key');
  return { name, id, key: key.subarray(1) };
}

export function checkpoint(note, verifier) {
  const { name, id, key } = verifierKey(verifier);
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n')) refuse('no note');
  const [text, lines] = [note.slice(0, end + 1), note.slice(end + 2, -1).split('\n')];
  const ours = lines.map((line) => line.match(/^— (\S+) (\S+)$/u) ?? refuse('no signature line'));
  const holds = ours.some(([, who, code]) => {
    const bytes = from64(code);
    return who === name && bytes.subarray(0, 4).equals(id) && signed(1, key, Buffer.from(text), bytes.subarray(4));
  });
  if (!holds) refuse('not signed by this log');
  const [origin, size, root, ...more] = text.slice(0, -1).split('\n');
  if (origin !== name) refuse('another log');
  if (!/^(0|[1-9][0-9]*)$/.test(size) || more.some((line) => !line)) refuse('no checkpoint');
  return { origin, size: Number(size), root: from64(root) };
}
