-- Cases that contacts rest on, and what the register knows of itself.

CREATE TABLE known_case (
  id         WORDS   NOT NULL, -- id of the item that admitted the case
  seq        INT     NOT NULL, -- number of the act
  PRIMARY KEY (id)
) KEPT;

CREATE TABLE meta (
  name       WORDS   NOT NULL, -- name of the fact
  value      BYTES   NOT NULL, -- the fact
  PRIMARY KEY (name)
) KEPT;
