-- The journal of what was shown, and what the register knows of itself.

CREATE TABLE shown (
  resident   INT     NOT NULL, -- dense number of the resident
  at         INT     NOT NULL, -- when it was shown; epoch seconds
  n          INT     NOT NULL, -- number in the journal, growing over all residents
  batch      INT,              -- number of the act that sealed its batch
  sealed     BYTES   NOT NULL, -- what was shown to whom, under the resident's key
  chain      BYTES32 NOT NULL, -- hash over the link before it and this answer
  PRIMARY KEY (resident, at, n)
) KEPT;

CREATE UNIQUE INDEX shown_by_n ON shown (n);
CREATE INDEX shown_by_batch ON shown (batch, n);

CREATE TABLE meta (
  name       WORDS   NOT NULL, -- name of the fact
  value      BYTES   NOT NULL, -- the fact
  PRIMARY KEY (name)
) KEPT;
