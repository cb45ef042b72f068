# sqlite3: tables, indices, a recursive query, aggregates, a file that is checked.
sqlite3 d.db <<'S'
create table t(id integer primary key, name text, score real);
with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)
insert into t select i, 'name' || (i % 101), i * 0.5 from n;
create index byname on t(name);
select name, count(*), sum(score) from t group by name order by 3 desc limit 3;
explain query plan select * from t where name = 'name7';
delete from t where id % 2; vacuum; pragma integrity_check;
select count(*), group_concat(name) from (select name from t order by id limit 4);
S
sqlite3 d.db 'select * from nowhere'; echo "status $?"
