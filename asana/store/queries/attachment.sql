-- name: InsertAttachment :execrows
insert into attachments (gid, task, name, external, url, url_key, content_type, size, blob, app, created_by, created_at)
values (@gid, @task, @name, @external, @url, @url_key, @content_type, @size, @blob, @app, @created_by, @created_at)
on conflict (task, url_key) do nothing;

-- name: AttachmentRow :one
select * from attachment_rows where gid = @gid;

-- name: AttachmentByURL :one
select * from attachment_rows where task = @task and url_key = @url_key;

-- name: ConnectAttachment :execrows
update attachments set app = @app where gid = @gid and external and app = '';

-- name: AttachmentsOf :many
select * from attachment_rows
where task = @task and (created_at, gid) > (cast(@after_created as bigint), cast(@after_gid as text))
order by created_at, gid limit @n;

-- name: BlobsOfTask :many
select blob from attachments where task = @task and blob <> '';

-- name: BlobInUse :one
select exists (select 1 from attachments where blob = @blob) as used;

-- name: DeleteAttachment :execrows
delete from attachments where gid = @gid;
