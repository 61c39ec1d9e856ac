// Why something is not taken, by the codes of docs/errors.md.

export class Refusal extends Error {
  constructor(code, what) {
    super(`MM-WIR-${code}: ${what}`);
    this.name = 'Refusal';
    this.code = `MM-WIR-${code}`;
  }
}

const refuse = (code) => (what) => {
  throw new Refusal(code, what);
};

export const notThis = refuse('001');
export const tooLong = refuse('002');
export const notLetters = refuse('003');
export const truncated = refuse('004');
export const trailing = refuse('005');
export const nested = refuse('006');
export const malformed = refuse('007');
export const notCanonical = refuse('008');
export const field = refuse('009');
export const algorithm = refuse('010');
export const wrongAlgorithm = refuse('011');
export const unknownKey = refuse('012');
export const revokedKey = refuse('013');
export const keyNotInForce = refuse('014');
export const wrongIssuer = refuse('015');
export const badSignature = refuse('016');
export const badDevice = refuse('017');
export const demoRefused = refuse('018');
export const demoMismatch = refuse('019');
export const ahead = refuse('020');
export const expired = refuse('021');
export const storedAlone = refuse('022');
export const signedAgo = refuse('023');
export const wrongChallenge = refuse('024');
export const changed = refuse('025');
export const beyondList = refuse('026');
export const tooOld = refuse('027');
export const keyFile = refuse('028');
export const notInflated = refuse('029');
export const wrongPlace = refuse('030');
export const wrongSession = refuse('031');
export const checkLetter = refuse('032');
export const wrongScanner = refuse('033');
export const wrongCredential = refuse('034');
export const apart = refuse('035');
