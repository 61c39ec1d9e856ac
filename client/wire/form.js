// Prefix and limit of each format.

import * as base45 from './base45.js';
import { whole } from './cbor.js';
import { notThis, tooLong } from './refusal.js';

class Form {
  constructor(prefix, limit) {
    this.prefix = prefix;
    this.limit = limit;
    this.characters = prefix.length + base45.letters(limit);
  }

  text(bytes) {
    return this.prefix + base45.encode(bytes);
  }

  // The bytes of a text: within the limit, and one whole item.
  bytes(text) {
    if (!text.startsWith(this.prefix)) notThis(this.prefix);
    // Letters outside the alphabet may be longer than one byte; the limit is one of bytes.
    if (text.length > this.characters) tooLong(`more than ${this.characters} characters`);
    return this.whole(base45.decode(text.slice(this.prefix.length)));
  }

  whole(bytes) {
    return bytes.length > this.limit ? tooLong(`more than ${this.limit} bytes`) : whole(bytes);
  }
}

export const STORED = new Form('MM1:', 288);
export const LIVE = new Form('MM2:', 400);
export const CHALLENGE = new Form('MMC:', 168);
export const STATEMENT = new Form('MMS:', 288);
export const ATTESTED = new Form('MMA:', 400);
export const SCAN = new Form('MMR:', 288);
export const REQUEST = new Form('MMQ:', 288);
export const LETTER = new Form('MML:', 256);
export const FORMS = [STORED, LIVE, CHALLENGE, STATEMENT, ATTESTED, SCAN, REQUEST, LETTER];
