-- +goose Up

-- Who has ended a run before it was carried out, '' for nobody.
drop view rule_run_rows;
alter table rule_runs add column ended_by text not null default '';
create view rule_run_rows as
select r.*, cast(coalesce(p.name, '') as text) as person_name, cast(coalesce(c.name, '') as text) as cause_name,
       cast(coalesce(e.name, '') as text) as ender_name
from rule_runs r
left join people p on p.gid = r.person
left join people c on c.gid = r.caused_by
left join people e on e.gid = r.ended_by;

-- +goose Down

drop view rule_run_rows;
alter table rule_runs drop column ended_by;
create view rule_run_rows as
select r.*, cast(coalesce(p.name, '') as text) as person_name, cast(coalesce(c.name, '') as text) as cause_name
from rule_runs r
left join people p on p.gid = r.person
left join people c on c.gid = r.caused_by;
