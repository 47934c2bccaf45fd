-- name: InsertToken :exec
insert into personal_access_tokens (gid, person, description, hash, created_at, last_used_at)
values (@gid, @person, @description, @hash, @created_at, 0);

-- name: TokenByHash :one
select * from personal_access_tokens where hash = @hash;

-- name: TokensOfPerson :many
select * from personal_access_tokens where person = @person order by created_at desc, gid;

-- name: DeleteToken :execrows
delete from personal_access_tokens where gid = @gid and person = @person;

-- name: TouchToken :exec
update personal_access_tokens set last_used_at = @used_at where gid = @gid and last_used_at < @used_at;
