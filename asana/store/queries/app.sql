-- name: InsertApp :exec
insert into apps (gid, client_id, name, secret, redirect_uris, scopes, components, created_at, requests_per_minute, owner)
values (@gid, @client_id, @name, @secret, @redirect_uris, @scopes, @components, @created_at, @requests_per_minute, @owner);

-- name: App :one
select * from apps where gid = @gid;

-- name: AppByClientID :one
select * from apps where client_id = @client_id;

-- name: AppsWithComponents :many
select * from apps where components <> '{}' and (owner = '' or owner = @owner) order by name, gid;

-- name: OwnApps :many
select * from apps where owner = @owner order by name, gid;

-- name: OwnApp :one
select * from apps where gid = @gid and owner = @owner;

-- name: UpdateOwnApp :execrows
update apps set name = @name, redirect_uris = @redirect_uris, scopes = @scopes, components = @components
where gid = @gid and owner = @owner;

-- name: ResetAppSecret :execrows
update apps set secret = @secret where gid = @gid and owner = @owner;

-- name: DeleteOwnApp :execrows
delete from apps where gid = @gid and owner = @owner;

-- name: RemoveInstallationsOfOwnApp :exec
delete from app_installations where app in (select gid from apps where gid = @app and owner = @owner);

-- name: ForgetIntroductionsOfOwnApp :exec
delete from app_introductions where app in (select gid from apps where gid = @app and owner = @owner);

-- name: HandOverApps :exec
update apps set owner = @to_person where owner = @owner;

-- name: UpdateApp :execrows
update apps set
    name = coalesce(sqlc.narg('name'), name),
    redirect_uris = coalesce(sqlc.narg('redirect_uris'), redirect_uris),
    scopes = coalesce(sqlc.narg('scopes'), scopes),
    components = coalesce(sqlc.narg('components'), components),
    requests_per_minute = coalesce(sqlc.narg('requests_per_minute'), requests_per_minute)
where gid = @gid;

-- name: PutInstallation :execrows
insert into app_installations (project, app, installed_by, created_at)
values (@project, @app, @installed_by, @created_at)
on conflict (project, app) do nothing;

-- name: RemoveInstallation :execrows
delete from app_installations where project = @project and app = @app;

-- name: InstalledApps :many
select a.* from apps a join app_installations i on i.app = a.gid
where i.project = @project order by i.created_at, a.gid;

-- name: InstalledAppsForTask :many
select a.* from apps a where a.gid in (
    select i.app from app_installations i join task_projects tp on tp.project = i.project where tp.task = @task
) order by a.name, a.gid;

-- name: PutIntroduction :exec
insert into app_introductions (person, app, created_at) values (@person, @app, @created_at)
on conflict (person, app) do nothing;

-- name: Introduced :one
select exists (select 1 from app_introductions where person = @person and app = @app) as introduced;
