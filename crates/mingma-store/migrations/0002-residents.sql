-- What is a resident's: `resident` stands first in every key.

CREATE TABLE member (
  resident   INT     NOT NULL, -- dense number of the resident
  seq        INT     NOT NULL, -- number of the act
  idx        INT     NOT NULL, -- index among the act's members, from 0
  class      INT     NOT NULL, -- number of the act's class
  sealed     BYTES   NOT NULL, -- the item under the resident's key
  PRIMARY KEY (resident, seq, idx)
) KEPT;

CREATE TABLE resident (
  resident    INT     NOT NULL, -- dense number, from 1, without gaps, never shown
  id          BYTES16 NOT NULL, -- random id that is shown
  seq         INT     NOT NULL, -- number of the act that enrolled them
  level       WORDS   NOT NULL, -- claimed, vouched or federated
  merged_into INT,              -- dense number of the resident whom this one turned out to be
  closed_at   INT,              -- when the closing statement was sealed; epoch seconds
  PRIMARY KEY (resident)
) KEPT;

CREATE UNIQUE INDEX resident_by_id ON resident (id);
CREATE INDEX resident_by_merged ON resident (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE document (
  resident   INT     NOT NULL, -- dense number of the resident
  tag        BYTES32 NOT NULL, -- keyed hash of the document's type and number
  seq        INT     NOT NULL, -- number of the act that enrolled it
  PRIMARY KEY (resident, tag)
) KEPT;

CREATE UNIQUE INDEX document_by_tag ON document (tag);

CREATE TABLE device (
  resident   INT     NOT NULL, -- dense number of the resident
  key        BYTES16 NOT NULL, -- id of the public key
  public     BYTES   NOT NULL, -- algorithm byte and public key
  seq        INT     NOT NULL, -- number of the act that registered it
  since      INT     NOT NULL, -- from when its signatures count; epoch seconds
  until      INT,              -- when they ceased to count; epoch seconds
  PRIMARY KEY (resident, key)
) KEPT;

CREATE UNIQUE INDEX device_by_key ON device (key);

CREATE TABLE letter (
  resident   INT     NOT NULL, -- dense number of the resident
  seq        INT     NOT NULL, -- number of the act that it is about
  n          INT     NOT NULL, -- number among the act's letters to this resident, from 0
  at         INT     NOT NULL, -- when it was written; epoch seconds
  sealed     BYTES   NOT NULL, -- its text under the resident's key
  PRIMARY KEY (resident, seq, n)
) KEPT;
