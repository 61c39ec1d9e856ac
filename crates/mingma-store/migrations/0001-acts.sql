-- What was signed: acts, and their members in chunks. Rows are written once.

CREATE TABLE act (
  seq        INT     NOT NULL, -- number of the act, from 1, without gaps
  id         BYTES16 NOT NULL, -- random id that its maker gave it
  class      INT     NOT NULL, -- number of its class
  sealed_at  INT     NOT NULL, -- when the register sealed it; epoch seconds, never falling
  actor      WORDS   NOT NULL, -- id of the officer, institution or register that acted
  bytes      BYTES   NOT NULL, -- canonical bytes that were signed
  approvals  BYTES   NOT NULL, -- canonical list of signatures
  added      BYTES,            -- count and root of the members that the register added
  salt       BYTES16 NOT NULL, -- salt of its leaf's commitment
  digest     BYTES32 NOT NULL, -- digest of the bytes that were signed
  PRIMARY KEY (seq)
) KEPT;

CREATE UNIQUE INDEX act_by_id ON act (id);
CREATE UNIQUE INDEX act_by_digest ON act (digest);

CREATE TABLE block (
  seq        INT     NOT NULL, -- number of the act
  chunk      INT     NOT NULL, -- number of the chunk within the act, from 0
  bytes      BYTES   NOT NULL, -- canonical array of resident, commitment, sealed member
  PRIMARY KEY (seq, chunk)
) KEPT;
