-- What waits, and what was refused: proposals, refusals, the due queue, the outbox.

CREATE TABLE proposal (
  act        BYTES16 NOT NULL, -- id of the proposed act
  seq        INT     NOT NULL, -- number of the act by which it was proposed
  state      WORDS   NOT NULL, -- open while it waits
  expires    INT     NOT NULL, -- when it ceases to wait; epoch seconds
  PRIMARY KEY (act)
) KEPT;

CREATE INDEX proposal_by_state ON proposal (state, seq);

CREATE TABLE refusal (
  seq        INT     NOT NULL, -- number of the act that keeps it
  code       WORDS   NOT NULL, -- code of the error
  door       WORDS   NOT NULL, -- what was attempted
  actor      WORDS   NOT NULL, -- id of who attempted it
  at         INT     NOT NULL, -- when; epoch seconds
  PRIMARY KEY (seq)
) KEPT;

CREATE TABLE due (
  at         INT     NOT NULL, -- when; epoch seconds
  what       WORDS   NOT NULL, -- what is to happen
  key        WORDS   NOT NULL, -- to which thing
  PRIMARY KEY (at, what, key)
) KEPT;

CREATE TABLE outbox (
  resident   INT     NOT NULL, -- dense number of the resident
  seq        INT     NOT NULL, -- number of the act of the letter
  n          INT     NOT NULL, -- number of the letter among the act's to this resident
  channel    WORDS   NOT NULL, -- by which way it goes
  at         INT     NOT NULL, -- since when it waits; epoch seconds
  PRIMARY KEY (resident, seq, n)
) KEPT;
