-- name: OpenIDKeys :many
select * from openid_keys order by number desc;

-- name: InsertOpenIDKey :exec
insert into openid_keys (kid, number, private, created_at)
values (@kid, @number, @private, @created_at)
on conflict (number) do nothing;

-- name: DeleteOpenIDKey :exec
delete from openid_keys where kid = @kid;
