// SM2 with SM3 (GM/T 0003), written from its text: no library of Node's takes the signer's id.

import { createHash } from 'node:crypto';

const P = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn;
const A = P - 3n;
const B = 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n;
const N = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
const G = [
  0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
];
const ID = Buffer.from('1234567812345678');

const sm3 = (...parts) => createHash('sm3').update(Buffer.concat(parts)).digest();
const number = (bytes) => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
const bytes32 = (value) => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
const mod = (value, by) => ((value % by) + by) % by;

function power(base, exponent) {
  let [result, square] = [1n, base];
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}
const inverse = (value) => power(mod(value, P), P - 2n);

function add(one, other) {
  if (!one || !other) return one ?? other;
  const same = one[0] === other[0];
  if (same && mod(one[1] + other[1], P) === 0n) return null;
  const slope = same
    ? mod((3n * one[0] * one[0] + A) * inverse(2n * one[1]), P)
    : mod((other[1] - one[1]) * inverse(other[0] - one[0]), P);
  const x = mod(slope * slope - one[0] - other[0], P);
  return [x, mod(slope * (one[0] - x) - one[1], P)];
}

function times(scalar, point) {
  let [sum, double] = [null, point];
  for (let left = scalar; left > 0n; left >>= 1n) {
    if (left & 1n) sum = add(sum, double);
    double = add(double, double);
  }
  return sum;
}

// Whether a compressed key signed the message, r ‖ s.
export function verifiesSm2(key, message, signature) {
  const x = number(key.subarray(1));
  const root = power(mod(x * x * x + A * x + B, P), (P + 1n) / 4n);
  const y = (root & 1n) === BigInt(key[0] & 1) ? root : P - root;
  const z = sm3(Buffer.from([0, ID.length * 8]), ID, ...[A, B, ...G, x, y].map(bytes32));
  const e = number(sm3(z, message));
  const [r, s] = [number(signature.subarray(0, 32)), number(signature.subarray(32))];
  const t = mod(r + s, N);
  if ([r, s].some((half) => half < 1n || half >= N) || t === 0n) return false;
  const found = add(times(s, G), times(t, [x, y]));
  return found !== null && mod(e + found[0], N) === r;
}
