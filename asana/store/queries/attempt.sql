-- name: SignInFailures :one
select * from sign_in_failures where key = @key;

-- name: CountSignIn :execrows
insert into sign_in_failures as old (key, failures, refused_until, last_at)
values (@key, @failures, @refused_until, @last_at)
on conflict (key) do update
set failures = excluded.failures, refused_until = excluded.refused_until, last_at = excluded.last_at
where old.failures = @seen and old.last_at = @seen_at;

-- name: ForgetSignIns :exec
delete from sign_in_failures where key = @key;

-- name: DeleteOldSignIns :exec
delete from sign_in_failures where last_at < @before;
