-- Appeals: who questions what, who has to decide it, and by when.

CREATE TABLE appeal (
  resident   INT     NOT NULL, -- dense number of the resident
  number     WORDS   NOT NULL, -- the number by which people ask for it
  seq        INT     NOT NULL, -- number of the act that filed it
  item       WORDS   NOT NULL, -- id of the item that it questions
  ground     WORDS   NOT NULL, -- on which ground
  lane       WORDS   NOT NULL, -- ordinary or urgent
  cause      BYTES16 NOT NULL, -- what it is grouped by
  unit       WORDS   NOT NULL, -- id of the unit that has to decide it
  filed_at   INT     NOT NULL, -- when it was filed; epoch seconds
  due_at     INT     NOT NULL, -- when it has to be decided, or is eased; epoch seconds
  eased      INT     NOT NULL, -- how often the clock has eased it
  state      WORDS   NOT NULL, -- open while it waits
  decided_at INT,              -- when it was decided or taken back; epoch seconds
  PRIMARY KEY (resident, number)
) KEPT;

CREATE UNIQUE INDEX appeal_by_number ON appeal (number);
CREATE INDEX appeal_by_due ON appeal (state, due_at, number);
CREATE INDEX appeal_by_cause ON appeal (cause, state, number);
