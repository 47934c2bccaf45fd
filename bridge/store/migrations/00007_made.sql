-- +goose Up

-- An issue was made by one creation only. Of two that took the same one, the later counts as having linked it.
update bridge_links set sent_at = 0 where sent_at > 0 and issue_id <> '' and exists (
    select 1 from bridge_links o where o.connection = bridge_links.connection and o.issue_id = bridge_links.issue_id and o.sent_at > 0
    and (o.created_at < bridge_links.created_at or (o.created_at = bridge_links.created_at and o.id < bridge_links.id)));
create unique index bridge_links_made on bridge_links (connection, issue_id) where sent_at > 0 and issue_id <> '';

-- +goose Down
drop index bridge_links_made;
