-- name: ActiveConnection :one
select * from bridge_connections where workspace = @workspace and active;

-- name: Connection :one
select * from bridge_connections where id = @id;

-- name: ConnectionTo :one
select * from bridge_connections where workspace = @workspace and jira_url = @jira_url;

-- name: SaveConnection :exec
insert into bridge_connections (id, workspace, workspace_name, jira_url, browse_base, browser_url, client_id, client_secret, kind, former, version, connected_by, active, connected_at)
values (@id, @workspace, @workspace_name, @jira_url, @browse_base, @browser_url, @client_id, @client_secret, @kind, @former, @version, @connected_by, true, @connected_at)
on conflict (id) do update set
    workspace_name = excluded.workspace_name, browse_base = excluded.browse_base, browser_url = excluded.browser_url, client_id = excluded.client_id,
    client_secret = excluded.client_secret, kind = excluded.kind, former = excluded.former, version = excluded.version,
    connected_by = excluded.connected_by, active = true, connected_at = excluded.connected_at;

-- name: EndConnection :execrows
update bridge_connections set active = false, former = '', client_secret = @empty where id = @id and active;

-- name: NoteMarker :exec
update bridge_connections set marker = @marker where id = @id;

-- name: LinkedElsewhere :one
-- The address of a Jira, other than the one named, whose issues tasks of the workspace have.
select c.jira_url from bridge_connections c join bridge_links l on l.connection = c.id
where c.workspace = @workspace and c.jira_url <> @jira_url and l.state in ('claimed', 'checking', 'known', 'linked')
order by l.created_at desc limit 1;

-- name: SetReading :exec
update bridge_connections set reading = @reading where id = @id;

-- name: SwitchBacklinks :execrows
update bridge_connections set backlinks = @backlinks where id = @id and active;

-- name: SetBrowserURL :exec
update bridge_connections set browser_url = @browser_url where id = @id;

-- name: MoveConnection :exec
-- The Jira of a connection has another address now, for browsers too.
update bridge_connections set jira_url = @jira_url, browse_base = @browse_base, browser_url = '', version = @version where id = @id;

-- name: RetireLink :execrows
-- People move away from an application link no longer.
update bridge_connections set former = '' where id = @id and former = @former;

-- name: ForgetClient :exec
-- Of a connection whose OAuth 2.0 link is retired.
update bridge_connections set client_id = '', client_secret = @empty where id = @id and kind <> 'oauth2';
