// The formats of docs/protocol.md §8, for pages and kiosks: every module by its name.

export { fromHex, toHex } from './bytes.js';
export { answerTo, challengeText, newChallenge, readChallenge } from './challenge.js';
export { colourAt, nextTurn, readStored, storedDigest } from './credential.js';
export { FORMS } from './form.js';
export { Keys } from './keys.js';
export { readLetter, verifyLetter } from './letter.js';
export { liveSigned, readLive, signLive } from './live.js';
export { paperGrouped, paperText, readPaper, readTyped, typedText } from './names.js';
export { address, dayOf, readAddress, rotating, STEP } from './place.js';
export { Refusal } from './refusal.js';
export { readRequest, signRequest, verifyRequest } from './request.js';
export { digestOf, readScan, record, scanText } from './scan.js';
export { newDeviceKey } from './seal.js';
export { bitOf, readStatusList, StatusLists } from './status.js';
export { POLICY, verify } from './verdict.js';
export { readStatement, readVisit, signStatement, signVisit, verifyStatement, verifyVisit } from './visit.js';
