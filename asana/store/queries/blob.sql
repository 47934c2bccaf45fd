-- name: InsertBlob :exec
insert into blobs (key, size, created_at) values (@key, @size, @created_at);

-- name: BlobSize :one
select size from blobs where key = @key;

-- name: PutChunk :exec
insert into blob_chunks (key, n, data) values (@key, @n, @data)
on conflict (key, n) do update set data = excluded.data;

-- name: Chunk :one
select data from blob_chunks where key = @key and n = @n;

-- name: DeleteBlob :exec
delete from blobs where key = @key;

-- name: DeleteChunks :exec
delete from blob_chunks where key = @key;

-- name: NamedBlobs :many
select distinct blob from attachments where blob <> '' order by blob;
