-- What anybody may read: places, texts in force, risk areas.

CREATE TABLE place (
  id         WORDS   NOT NULL, -- id of the place
  kind       WORDS   NOT NULL, -- what it is
  region     WORDS   NOT NULL, -- six digits of its region
  name_zh    WORDS   NOT NULL, -- Chinese name
  name_en    WORDS   NOT NULL, -- English name
  unit       WORDS   NOT NULL, -- id of the unit that manages it
  owner      WORDS   NOT NULL, -- id of who keeps it
  seq        INT     NOT NULL, -- number of the act that registered it
  since      INT     NOT NULL, -- from when it stands; epoch seconds
  until      INT,              -- when it ceased to stand; epoch seconds
  PRIMARY KEY (id)
) KEPT;

CREATE TABLE text (
  hash       BYTES32 NOT NULL, -- SHA-256 of its bytes
  kind       WORDS   NOT NULL, -- what it is, such as a rule pack
  name       WORDS   NOT NULL, -- its name
  bytes      BYTES   NOT NULL, -- the text
  seq        INT     NOT NULL, -- number of the act that published it
  since      INT     NOT NULL, -- from when it is in force; epoch seconds
  until      INT,              -- when it ceased to be in force; epoch seconds
  PRIMARY KEY (hash)
) KEPT;

CREATE INDEX text_by_kind ON text (kind, seq);

CREATE TABLE area (
  id          WORDS   NOT NULL, -- id of the area
  region      WORDS   NOT NULL, -- six digits of its region
  level       WORDS   NOT NULL, -- high, medium or low
  unit        WORDS   NOT NULL, -- id of the unit that declared it
  seq         INT     NOT NULL, -- number of the act that declared it
  declared_at INT     NOT NULL, -- from when it stands; epoch seconds
  lifted_at   INT,              -- when it was lifted; epoch seconds
  PRIMARY KEY (id)
) KEPT;
