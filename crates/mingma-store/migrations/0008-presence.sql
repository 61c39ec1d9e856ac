-- Presence: where places are, what they show or read codes with, who scanned.

ALTER TABLE place
  ADD COLUMN lat INT; -- latitude in microdegrees, north positive

ALTER TABLE place
  ADD COLUMN lon INT; -- longitude in microdegrees, east positive

CREATE TABLE fixture (
  place      WORDS   NOT NULL, -- id of the place
  id         WORDS   NOT NULL, -- id of the fixture, of that place alone
  kind       WORDS   NOT NULL, -- kiosk, scanner or poster
  number     INT,              -- of a kiosk or poster: the number in its tags
  key        BYTES,            -- of a scanner: its public key
  seq        INT     NOT NULL, -- number of the act that registered it, or cut it out
  since      INT     NOT NULL, -- from when it stands; epoch seconds
  until      INT,              -- when it was cut out; epoch seconds
  PRIMARY KEY (place, id)
) KEPT;

CREATE TABLE visit (
  resident   INT     NOT NULL, -- dense number of the resident
  seq        INT     NOT NULL, -- number of the act that holds it
  idx        INT     NOT NULL, -- index among the act's members
  spot       BYTES16 NOT NULL, -- keyed tag of place and day
  at         INT     NOT NULL, -- when it began; epoch seconds
  until      INT,              -- when the resident left, if they said so; epoch seconds
  level      INT     NOT NULL, -- how well it is proved: 0 remote to 4 attested
  said       INT     NOT NULL, -- 1 if the resident was not there, as they say
  PRIMARY KEY (resident, seq, idx)
) KEPT;

CREATE INDEX visit_by_spot ON visit (spot, at, resident);
