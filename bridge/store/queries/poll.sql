-- name: TakePoll :execrows
-- Whoever changes the row is the one that searches.
insert into bridge_polls (connection, person, until) values (@connection, @person, @until)
on conflict (connection, person) do update set until = excluded.until where bridge_polls.until <= @now;
