-- name: InsertJob :exec
insert into api_jobs (gid, person, subtype, new_task, created_at) values (@gid, @person, @subtype, @new_task, @created_at);

-- name: Job :one
select j.*, cast(coalesce(t.name, '') as text) as task_name from api_jobs j left join tasks t on t.gid = j.new_task
where j.gid = @gid;
