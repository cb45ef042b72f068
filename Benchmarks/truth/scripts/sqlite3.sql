-- Tables, indices, views, triggers, full-text search, joins, recursion and JSON in one connection that stays open.
.mode list
CREATE TABLE person(id INTEGER PRIMARY KEY, name TEXT NOT NULL, born INTEGER, note BLOB);
CREATE TABLE visit(id INTEGER PRIMARY KEY, person INTEGER REFERENCES person(id), place TEXT, day INTEGER);
CREATE INDEX visit_person ON visit(person, day);
CREATE UNIQUE INDEX person_name ON person(name);
CREATE INDEX person_young ON person(born) WHERE born > 1990;
CREATE VIEW busy AS SELECT person, count(*) AS visits FROM visit GROUP BY person HAVING visits > 3;
CREATE TABLE log(at INTEGER, what TEXT);
CREATE TRIGGER visit_log AFTER INSERT ON visit WHEN new.day % 100 = 0
  BEGIN INSERT INTO log VALUES (new.day, 'visit to ' || new.place); END;
CREATE VIRTUAL TABLE prose USING fts3(body);
CREATE VIRTUAL TABLE prose5 USING fts5(body);
CREATE VIRTUAL TABLE area USING rtree(id, x0, x1, y0, y1);
BEGIN;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
  INSERT INTO person SELECT i, 'person number ' || i, 1930 + i % 90, zeroblob(i % 40) FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000)
  INSERT INTO visit SELECT i, 1 + i * 7 % 3000, 'place ' || (i % 211), i FROM n;
INSERT INTO prose SELECT 'the ' || name || ' was born in ' || born FROM person WHERE id <= 400;
INSERT INTO prose5 SELECT body FROM prose;
INSERT INTO area SELECT id, id, id + 10, born, born + 5 FROM person WHERE id <= 500;
COMMIT;
ANALYZE;
SELECT count(*), sum(visits) FROM busy;
SELECT p.name, v.place, count(*) FROM person p JOIN visit v ON v.person = p.id
  WHERE p.born > 1980 GROUP BY p.name, v.place ORDER BY 3 DESC, 1 LIMIT 20;
SELECT p.id, q.id FROM person p LEFT JOIN person q ON q.born = p.born + 1 AND q.id < 10 WHERE p.id < 30;
SELECT name, row_number() OVER (PARTITION BY born ORDER BY name) FROM person WHERE id < 100;
SELECT id FROM prose JOIN person ON person.id = prose.rowid WHERE prose MATCH 'born 1950';
SELECT count(*) FROM prose5 WHERE prose5 MATCH 'number AND 1951';
SELECT id FROM area WHERE x0 > 100 AND x1 < 200 LIMIT 5;
SELECT json_extract(json_group_array(json_object('id', id, 'name', name)), '$[3].name') FROM person WHERE id < 50;
SELECT group_concat(DISTINCT place) FROM (SELECT place FROM visit LIMIT 500);
UPDATE person SET note = printf('%.100c', 'n') WHERE id % 10 = 0;
DELETE FROM visit WHERE id % 5 = 0;
CREATE TEMP TABLE scratch AS SELECT * FROM person WHERE id < 200;
SELECT a.name FROM scratch a JOIN scratch b ON a.born = b.born AND a.id < b.id UNION SELECT place FROM visit WHERE id < 50;
BEGIN;
SAVEPOINT one;
INSERT INTO person VALUES (9001, 'late', 2001, NULL);
INSERT INTO visit SELECT 20000 + id, id, 'late place', id FROM person LIMIT 500;
SELECT 'ready';
