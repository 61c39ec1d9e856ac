-- Who may act: units, their powers, officers, keys, institutions that sign.

CREATE TABLE unit (
  id         WORDS   NOT NULL, -- id of the unit
  seq        INT     NOT NULL, -- number of the act that registered it
  name_zh    WORDS   NOT NULL, -- Chinese name
  name_en    WORDS   NOT NULL, -- English name
  region     WORDS   NOT NULL, -- six digits of its region
  parent     WORDS,            -- id of the unit above it
  telephone  WORDS   NOT NULL, -- the number that a resident is told
  since      INT     NOT NULL, -- from when it stands; epoch seconds
  until      INT,              -- when it ceased to stand; epoch seconds
  PRIMARY KEY (id)
) KEPT;

CREATE TABLE power (
  unit       WORDS   NOT NULL, -- id of the unit
  power      WORDS   NOT NULL, -- word of the power
  region     WORDS   NOT NULL, -- digits of the region in which it may be used
  seq        INT     NOT NULL, -- number of the act that granted it
  since      INT     NOT NULL, -- from when it holds; epoch seconds
  until      INT,              -- when it ceased to hold; epoch seconds
  PRIMARY KEY (unit, power, region)
) KEPT;

CREATE TABLE officer (
  id         WORDS   NOT NULL, -- id in office
  unit       WORDS   NOT NULL, -- id of their unit
  seq        INT     NOT NULL, -- number of the act that registered them
  since      INT     NOT NULL, -- from when they serve; epoch seconds
  until      INT,              -- when they ceased to serve; epoch seconds
  PRIMARY KEY (id)
) KEPT;

CREATE TABLE key (
  id          BYTES16 NOT NULL, -- first bytes of the hash of algorithm and key
  public      BYTES   NOT NULL, -- algorithm and public key
  holder_kind WORDS   NOT NULL, -- officer, institution or register
  holder      WORDS   NOT NULL, -- id of the holder
  seq         INT     NOT NULL, -- number of the act that registered it
  since       INT     NOT NULL, -- from when its signatures count; epoch seconds
  until       INT,              -- when they ceased to count; epoch seconds
  PRIMARY KEY (id)
) KEPT;

CREATE TABLE institution (
  id         WORDS   NOT NULL, -- id of the institution
  kind       WORDS   NOT NULL, -- laboratory, port, carrier or partner
  name_zh    WORDS   NOT NULL, -- Chinese name
  name_en    WORDS   NOT NULL, -- English name
  region     WORDS   NOT NULL, -- six digits of its region
  seq        INT     NOT NULL, -- number of the act that registered it
  since      INT     NOT NULL, -- from when its word counts; epoch seconds
  until      INT,              -- when its word ceased to count; epoch seconds
  PRIMARY KEY (id)
) KEPT;
