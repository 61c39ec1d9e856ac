// vectors/wire.json: the modules that pages and kiosks import, unchanged, over every example of
// docs/protocol.md §8, good and bad.

import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { test } from 'node:test';

import * as base45 from '../../client/wire/base45.js';
import { base64url, concat, equal, fromHex, toHex, utf8 } from '../../client/wire/bytes.js';
import * as wire from '../../client/wire/index.js';
import * as seal from '../../client/wire/seal.js';
import { writeCredential } from '../../client/wire/credential.js';
import { writeToken } from '../../client/wire/place.js';
import { page, vectors } from './lib/bytes.mjs';
import { verifiesSm2 } from './lib/sm2.mjs';

const file = vectors('wire');
const { subtle } = globalThis.crypto;
const keys = await wire.Keys.read(file.keys.json);
const refusedBy = (code) => (error) => error instanceof wire.Refusal && error.code === code;

// A device's private key of a number, as WebCrypto takes it; the public point is asked of Node.
async function device(scalar) {
  const der = Buffer.concat([Buffer.from('30310201010420', 'hex'), Buffer.from(scalar, 'hex'), Buffer.from('a00a06082a8648ce3d030107', 'hex')]);
  const jwk = createPrivateKey({ key: der, format: 'der', type: 'sec1' }).export({ format: 'jwk' });
  const how = { name: 'ECDSA', namedCurve: 'P-256' };
  const key = await subtle.importKey('jwk', jwk, how, false, ['sign']);
  const half = (name) => Buffer.from(jwk[name], 'base64url');
  return { key, public: seal.compressed(concat(Uint8Array.of(4), half('x'), half('y'))) };
}

const saysOf = ({ issuer, issued_at, expires, steps, sampled_hour, name, last_four, device: key, status, demo }) => ({
  issuer,
  expires,
  issuedAt: issued_at,
  steps: steps.map(([from, colour]) => ({ from, colour: ['green', 'yellow', 'red'][colour] })),
  sampledHour: sampled_hour,
  name,
  lastFour: last_four,
  device: fromHex(key),
  status: { list: status[0], index: status[1] },
  demo,
});

const plain = (value) => JSON.parse(JSON.stringify(value, (_, one) => (one instanceof Uint8Array ? toHex(one) : one)));
const unsigned = (text) => base45.decode(text.slice(4)).slice(0, -64);

const checks = {
  base45({ bytes, text }) {
    assert.equal(base45.encode(fromHex(bytes)), text);
    assert.equal(toHex(base45.decode(text)), bytes);
  },
  async stored({ key, kid, says, text, bytes, digest }) {
    const found = wire.readStored(text);
    assert.equal(toHex(found.bytes), bytes);
    assert.deepEqual(plain(found.credential), plain(saysOf(says)));
    assert.deepEqual(writeCredential(saysOf(says)), new Uint8Array(found.signed.payload));
    assert.equal(seal.keyIdText(found.kid), kid);
    assert.equal(toHex(await wire.storedDigest(found.bytes)), digest);
    const issuer = seal.readKey(key);
    const message = found.signed.message('mingma/credential/v1');
    if (issuer.algorithm === seal.SM2) return assert.equal(found.algorithm, seal.SM2);
    assert.ok(await seal.signed(issuer, message, found.signed.signature));
    assert.ok(!(await seal.signed(issuer, found.signed.message('mingma/live/v1'), found.signed.signature)));
  },
  async live({ stored, at, answer, device: scalar, text }) {
    const found = wire.readLive(text);
    assert.equal(toHex(found.stored.bytes), toHex(wire.readStored(stored).bytes));
    assert.deepEqual([found.at, found.answer && toHex(found.answer)], [at, answer]);
    await wire.liveSigned(found);
    const { key } = await device(scalar);
    const made = await wire.signLive(found.stored.bytes, at, answer && fromHex(answer), key);
    assert.ok(equal(unsigned(made), unsigned(text)));
    await wire.liveSigned(wire.readLive(made));
  },
  async challenge({ nonce, scanner, place, at, text, answer }) {
    assert.equal(wire.challengeText({ nonce: fromHex(nonce), scanner, place, at }), text);
    assert.deepEqual(plain(wire.readChallenge(text)), { nonce, scanner, place, at });
    assert.equal(toHex(await wire.answerTo(wire.readChallenge(text))), answer);
  },
  async place({ place_key, place, number, kiosk, at, day_key, origin, address, bytes }) {
    const found = wire.readAddress(address);
    assert.deepEqual([found.origin, found.token.place, toHex(writeToken(found.token))], [origin, place, bytes]);
    assert.equal(wire.address(origin, found.token), address);
    const big = (value) => Uint8Array.from([24, 16, 8, 0].map((shift) => (value >>> shift) & 255));
    if (kiosk === undefined) {
      const tag = await seal.mac(fromHex(place_key), 'mingma/poster/v1', utf8(place), big(number));
      return assert.deepEqual(found.token, { place, number, tag: tag.slice(0, 12) });
    }
    const day = await seal.mac(fromHex(place_key), 'mingma/kiosk/v1', utf8(place), big(kiosk), big(wire.dayOf(at)));
    assert.equal(toHex(day), day_key);
    assert.deepEqual(found.token, await wire.rotating(day, place, kiosk, at));
  },
  async visit({ scanner, kid, place, nonce, at, stored, statement, signed_at, text, device: scalar }) {
    const code = wire.readStored(stored);
    const found = wire.readVisit(text);
    assert.equal(toHex(found.statement.bytes), toHex(wire.readStatement(statement).bytes));
    assert.equal(seal.keyIdText(found.statement.kid), kid);
    assert.deepEqual([found.statement.place, toHex(found.statement.nonce), found.statement.at, found.at], [place, nonce, at, signed_at]);
    await wire.verifyStatement(found.statement, place, seal.readKey(scanner));
    await wire.verifyVisit(found, code);
    await assert.rejects(wire.verifyStatement(found.statement, `${place}2`, seal.readKey(scanner)), refusedBy('MM-WIR-033'));
    await assert.rejects(wire.verifyVisit({ ...found, at: at + 121 }, code), refusedBy('MM-WIR-035'));
    const other = wire.readStored(file.stored[1].text);
    await assert.rejects(wire.verifyVisit(found, other), refusedBy('MM-WIR-034'));
    const { key, public: bytes } = await device(scalar);
    const made = await wire.signVisit(found.statement, signed_at, key);
    assert.ok(equal(unsigned(made), unsigned(text)));
    const ours = { key, public: { algorithm: seal.ES256, bytes } };
    const again = wire.readStatement(await wire.signStatement(ours, place, at, code.bytes, fromHex(nonce)));
    await wire.verifyStatement(again, place, ours.public);
  },
  async scan({ session, number, token, at, companions, leaving, record, text }) {
    const of = { number, token: wire.readAddress(token).token, at, companions: companions.map(fromHex), leaving };
    assert.equal(toHex(wire.record(of)), record);
    assert.equal(await wire.scanText(of, fromHex(session)), text);
    assert.deepEqual(plain(await wire.readScan(text, fromHex(session))), plain(of));
    await assert.rejects(wire.readScan(text, new Uint8Array(32)), refusedBy('MM-WIR-031'));
  },
  async request({ device: scalar, key, kid, fresh, at, nonce, records, scans, text }) {
    const found = wire.readRequest(text);
    const digest = await wire.digestOf(records.map(fromHex), scans?.[0]);
    assert.deepEqual(digest && [digest.first, digest.count, toHex(digest.root)], scans);
    assert.deepEqual(plain(found.scans), plain(digest));
    assert.deepEqual([toHex(found.fresh), found.at, toHex(found.nonce), seal.keyIdText(found.kid)], [fresh, at, nonce, kid]);
    const registered = await device(scalar);
    assert.ok(equal(registered.public, seal.readKey(key).bytes));
    await wire.verifyRequest(found, registered.public);
    await assert.rejects(wire.verifyRequest(found, fromHex(fresh)), refusedBy('MM-WIR-017'));
    const made = await wire.signRequest(registered, fromHex(fresh), at, digest, fromHex(nonce));
    assert.ok(equal(unsigned(made), unsigned(text)));
  },
  paper({ handle, text, grouped }) {
    assert.deepEqual([wire.paperText(fromHex(handle)), wire.paperGrouped(fromHex(handle))], [text, grouped]);
    for (const typed of [text, grouped, grouped.toLowerCase(), grouped.replaceAll('0', 'o').replaceAll('1', 'l')]) {
      assert.equal(toHex(wire.readPaper(typed)), handle);
    }
  },
  typed({ number, text }) {
    assert.equal(wire.typedText(number), text);
    assert.equal(wire.readTyped(text.replace('-', ' ').toLowerCase()), number);
  },
  async letter({ issuer, letter, kind, date, name, last_four, demo, text }) {
    const found = await wire.verifyLetter(text, keys, true);
    const told = { issuer, letter, kind, date, name, lastFour: last_four, demo };
    assert.deepEqual(plain(Object.fromEntries(Object.keys(told).map((word) => [word, found[word]]))), told);
    if (demo) await assert.rejects(wire.verifyLetter(text, keys), refusedBy('MM-WIR-018'));
  },
  async status({ key, issuer, address, list, issued_at, expires, keep, bits, set, bytes }) {
    if (key.startsWith('sm2-')) {
      return assert.rejects(wire.readStatusList(fromHex(bytes), keys), refusedBy('MM-WIR-010'));
    }
    const found = await wire.readStatusList(fromHex(bytes), keys);
    assert.deepEqual([found.issuer, found.address, found.list, found.issuedAt, found.expires, found.keep], [issuer, address, list, issued_at, expires, keep]);
    const all = Array.from({ length: bits }, (_, index) => index).filter((index) => wire.bitOf(found, index));
    assert.deepEqual(all, set);
    assert.equal(wire.bitOf(found, bits), null);
    for (const at of [0, 40, 200, bytes.length / 2 - 1]) {
      const turned = fromHex(bytes);
      turned[at] ^= 1;
      await assert.rejects(wire.readStatusList(turned, keys), wire.Refusal);
    }
  },
  async verdict({ text, at, challenge, as_of_within, demo, lists, answer, as_of, live, code, what }) {
    const known = new wire.StatusLists();
    for (const bytes of lists) known.add(await wire.readStatusList(fromHex(bytes), keys));
    const policy = { demo, asOfWithin: as_of_within };
    const found = await wire.verify(text, { keys, lists: known, at, challenge: challenge && fromHex(challenge), policy });
    // No browser knows SM2: such a code is asked of its register.
    const expected = what === 'by SM2' ? ['cannot-tell', null, false, 'MM-WIR-010'] : [answer, as_of, live, code];
    assert.deepEqual([found.answer, found.asOf, found.live, found.why], expected, what);
  },
};

const readers = {
  'MM1:': wire.readStored,
  'MM2:': wire.readLive,
  'MMC:': wire.readChallenge,
  'MMS:': wire.readStatement,
  'MMA:': wire.readVisit,
  'MMR:': (text) => wire.readScan(text, fromHex(file.scan[0].session)),
  'MMQ:': wire.readRequest,
  'MML:': (text) => wire.verifyLetter(text, keys, true),
  'MMP:': wire.readPaper,
  typed: wire.readTyped,
  place: wire.readAddress,
  keys: (text) => wire.Keys.read(text),
};

test('every section of the file has its check', () => {
  assert.deepEqual(new Set(Object.keys(file)), new Set([...Object.keys(checks), 'keys', 'refused']));
});

for (const [section, check] of Object.entries(checks)) {
  test(`wire ${section}: every example comes out the same`, async () => {
    assert.ok(file[section].length > 1);
    for (const example of file[section]) await check(example);
  });
}

test('both forms of a key file say the same', async () => {
  const rows = file.keys.rows.map((row) => ({ ...row }));
  for (const text of [file.keys.json, file.keys.lines, `# a remark\n\n${file.keys.lines}`]) {
    const { all } = await wire.Keys.read(text);
    const words = { 1: 'EdDSA', 3: 'SM2' };
    const told = all.map((key) => ({
      kid: seal.keyIdText(key.kid), key: seal.keyText(key), issuer: key.issuer, alg: words[key.algorithm],
      from: key.from, until: key.until, demo: key.demo, revoked: key.revoked,
    }));
    assert.deepEqual(told, rows);
  }
});

test('every bad example is refused by the same code', async () => {
  const forms = new Set(file.refused.map(({ form }) => form));
  assert.deepEqual(forms, new Set(Object.keys(readers)));
  for (const { form, text, repeat, code } of file.refused) {
    const bad = text ?? repeat[0].repeat(repeat[1]);
    await assert.rejects(async () => readers[form](bad), refusedBy(code), `${form} ${code} ${bad.slice(0, 200)}`);
  }
});

test('prefixes and limits are those of the page', () => {
  const rows = [...page().matchAll(/^\| `(MM.:)` \| [^|]+ \| (\d+) \| (\d+) \|$/gm)].map(([, ...row]) => row);
  const known = wire.FORMS.map(({ prefix, limit, characters }) => [prefix, String(limit), String(characters)]);
  assert.deepEqual(rows.filter(([prefix]) => prefix !== 'MMP:'), known);
});

test('SM2 verifies by a program of its own, the standard\'s example too', () => {
  const { key, text } = file.stored.find(({ key: name }) => name.startsWith('sm2-'));
  const { signed } = wire.readStored(text);
  const { bytes } = seal.readKey(key);
  assert.ok(verifiesSm2(bytes, signed.message('mingma/credential/v1'), signed.signature));
  assert.ok(!verifiesSm2(bytes, signed.message('mingma/live/v1'), signed.signature));
  const standard = fromHex('0309f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020');
  const told = 'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa';
  assert.ok(verifiesSm2(standard, utf8('message digest'), fromHex(told)));
});

test('a new device key is not extractable, and its code is green', async () => {
  const { key, public: bytes } = await wire.newDeviceKey();
  await assert.rejects(subtle.exportKey('pkcs8', key));
  assert.equal(bytes.length, 33);
  assert.ok(seal.onP256(bytes));
  assert.equal(base64url.write(base64url.read('_-0')), '_-0');
});
